using Spectre.Console;

namespace NeuralDA.Cli.Output;

/// <summary>How far long work is.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Note">What else there is to say, or empty.</param>
internal readonly record struct WorkDone(long Done, string Note = "");

/// <summary>Shows how far long work is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class WorkDisplay
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs work on the thread pool and shows how far it is.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="what">What the units are.</param>
    /// <param name="total">Units in all.</param>
    /// <param name="work">The work; it tells how far it is, from any thread.</param>
    public static async Task<T> RunAsync<T>(
        this CommandOutput output, string what, long total, Func<IProgress<WorkDone>, Task<T>> work)
    {
        if (!output.IsTerminal) return await Task.Run(() => work(new Lines(output, what, total)));
        return await output.Terminal.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => Task.Run(() => work(new Bar(context.AddTask(what, maxValue: total), what))));
    }

    private sealed class Bar(ProgressTask task, string what) : IProgress<WorkDone>
    {
        public void Report(WorkDone value)
        {
            task.Description = Markup.Escape($"{what} {value.Note}".TrimEnd());
            task.Value = value.Done;
        }
    }

    private sealed class Lines(CommandOutput output, string what, long total) : IProgress<WorkDone>
    {
        private readonly Lock _gate = new();
        private long _shownAt = TimeProvider.System.GetTimestamp();

        public void Report(WorkDone value)
        {
            lock (_gate)
            {
                if (TimeProvider.System.GetElapsedTime(_shownAt) < LineInterval) return;
                _shownAt = TimeProvider.System.GetTimestamp();
                output.Line($"{what} {value.Done} of {total} {value.Note}".TrimEnd());
            }
        }
    }
}
