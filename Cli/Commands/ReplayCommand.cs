using System.CommandLine;
using System.Globalization;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda replay</c>: an analysis, computed once more from what is stored.</summary>
internal static class ReplayCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var track = new Argument<string>("TRACK") { Description = "The track." };
        var sequence = new Option<long?>("--sequence")
        {
            Description = "Sequence number of the analysis. Default: the newest one.", HelpName = "N",
        };
        var revision = new Option<int?>("--revision")
        {
            Description = "Instead: revision of the track's newest window.", HelpName = "N",
        };
        var (cluster, data, json) = (CommonOptions.Cluster(), CommonOptions.ExistingData(), CommonOptions.Json());
        var command = new Command("replay",
            """
            Computes an analysis once more, from its stored observations, what the window before handed on, and the version of
            the prior that it names, and says whether the result equals what was stored, bit for bit. Then the same of what the
            window before handed on. Exit code 1 if anything differs.

            Examples:
              neuralda replay station-7
              neuralda replay station-7 --revision 2
              neuralda replay station-7 --sequence 1043 --cluster 127.0.0.1:30000 --json
            """)
        { track, sequence, revision, cluster, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(sequence) is not null && parsed.GetValue(revision) is not null)
                throw new UsageException("--sequence and --revision both say which analysis; expected one of them.");
            await using var service = await ServiceConnection.ToExistingAsync(
                parsed.GetValue(cluster), parsed.GetValue(data), cancellationToken);
            var wanted = parsed.GetValue(sequence) ?? await FindAsync(
                service.Client, parsed.GetValue(track)!, parsed.GetValue(revision), cancellationToken);
            var replay = await service.Client.ReplayAsync(parsed.GetValue(track)!, wanted, cancellationToken);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            foreach (var line in Describe(replay)) output.Line(line);
            output.Result(replay);
            return replay.IsIdentical && replay.IsHandedOnIdentically != false ? CommandLineRunner.Fine : CommandLineRunner.Failed;
        });
        return command;
    }

    /// <summary>The sequence of a revision of the newest window.</summary>
    private static async Task<long> FindAsync(
        NeuralDAClient client, string track, int? revision, CancellationToken cancellationToken)
    {
        var analysis = await client.LatestAsync(track, cancellationToken)
            ?? throw new UnknownAnalysisException($"Track '{track}' has no analysis yet.");
        if (revision is null) return analysis.Sequence;
        if (revision < 1 || revision > analysis.Revision)
            throw new UnknownAnalysisException(
                $"The newest window of track '{track}' has revisions 1..{analysis.Revision}; there is no revision {revision}.");
        while (analysis.Revision > revision && analysis.Supersedes is { } before)
            analysis = await AtAsync(client, track, before, cancellationToken);
        return analysis.Sequence;
    }

    private static async Task<Analysis> AtAsync(
        NeuralDAClient client, string track, long sequence, CancellationToken cancellationToken)
    {
        await using var analyses = client.Analyses(track, sequence).GetAsyncEnumerator(cancellationToken);
        await analyses.MoveNextAsync();
        return analyses.Current.Sequence == sequence
            ? analyses.Current
            : throw new UnknownAnalysisException($"Analysis {sequence} of track '{track}' is no longer kept.");
    }

    private static IEnumerable<string> Describe(Replay replay)
    {
        yield return $"#{replay.Sequence} window {replay.Window} revision {replay.Revision}, {replay.Observations} observations, "
            + $"prior version {replay.PriorVersion}: "
            + (replay.IsIdentical ? "identical, bit for bit" : "DIFFERS from what is stored, means by up to "
                + $"{replay.LargestDifference.ToString("G3", CultureInfo.InvariantCulture)} standard deviations");
        if (replay.CarriedFrom is { } before)
            yield return replay.IsHandedOnIdentically switch
            {
                true => $"#{before}, computed once more, hands on the same, bit for bit",
                false => $"#{before}, computed once more, hands on something else than what is stored",
                null => $"#{before}, which handed on to it, is no longer kept",
            };
    }
}
