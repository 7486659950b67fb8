using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Files.Observations;

namespace NeuralDA.Cli.Streaming;

/// <summary>Who sends a file, and how it is cut.</summary>
/// <param name="Id">Who numbers the observations.</param>
/// <param name="BatchSize">Observations in a batch.</param>
internal sealed record WriterSettings(string Id, int BatchSize);

/// <summary>Sends a file to the service and shows how far it is.</summary>
internal static class FileTransfer
{
    /// <summary>Sends the tracks and reads their final analyses.</summary>
    /// <returns>What became of each track, in the order given.</returns>
    public static async Task<IReadOnlyList<TrackOutcome>> RunAsync(
        NeuralDAClient client, IReadOnlyList<TrackObservations> tracks, TrackPlan plan, WriterSettings writer,
        CommandOutput output, CancellationToken cancellationToken)
    {
        var optionsOf = await plan.ResolveAsync(client, cancellationToken);
        var sender = new FileSender(client, writer.Id, writer.BatchSize);
        return await output.RunAsync("tracks assimilated", tracks.Count, progress =>
        {
            var done = 0L;
            void Count() => progress.Report(new WorkDone(Interlocked.Increment(ref done)));
            return sender.SendAsync(tracks, optionsOf, Count, cancellationToken);
        });
    }
}
