using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Hosting;

/// <summary>Sends writers away, with a time to come again, while as many batches are in work as the silo takes on.</summary>
internal sealed class IngestLimit(LoadOptions load) : IIncomingGrainCallFilter
{
    private int _inWork;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.Name != nameof(IWindowGrain.IngestAsync) || context.Grain is not IWindowGrain)
        {
            await context.Invoke();
            return;
        }
        try
        {
            if (Interlocked.Increment(ref _inWork) > load.BatchesInWork)
                throw new SiloBusyException(
                    $"The silo works on {load.BatchesInWork} batches already; nothing of the call was kept.", load.RetryAfter);
            await context.Invoke();
        }
        finally
        {
            Interlocked.Decrement(ref _inWork);
        }
    }
}
