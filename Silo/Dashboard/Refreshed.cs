using Microsoft.AspNetCore.Components;

namespace NeuralDA.Silo.Dashboard;

/// <summary>A page that looks again every now and then, and says why when it cannot.</summary>
public abstract class Refreshed : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Why the page could not look; null while it can.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Pause between looks. Default: 2 s.</summary>
    protected virtual TimeSpan Pause => TimeSpan.FromSeconds(2);

    /// <summary>Looks.</summary>
    protected abstract Task LookAsync();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = RunAsync();
    }

    /// <summary>Looks at once.</summary>
    protected async Task LookNowAsync()
    {
        try
        {
            await LookAsync();
            Problem = null;
        }
        catch (Exception problem) when (Problems.IsExpected(problem))
        {
            Problem = Problems.OneLine(problem);
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            do
            {
                await InvokeAsync(LookNowAsync);
                await InvokeAsync(StateHasChanged);
            }
            while (await timer.WaitForNextTickAsync(Gone));
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
        catch (Exception defect)
        {
            await DispatchExceptionAsync(defect);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }
}
