namespace NeuralDA.Tests.Faults;

/// <summary>Waits until something has happened so many times.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Reached => _reached.Task;

    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0) _reached.SetResult();
    }
}
