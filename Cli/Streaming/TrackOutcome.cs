using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Streaming;

/// <summary>What became of one track of a file.</summary>
/// <param name="Accepted">Observations used for the first time.</param>
/// <param name="Duplicates">Observations the service had already.</param>
/// <param name="Refused">Observations it refused.</param>
/// <param name="Analyses">The newest revision of each window, in order.</param>
internal sealed record TrackOutcome(
    long Accepted, long Duplicates, IReadOnlyList<RefusedLine> Refused, IReadOnlyList<Analysis> Analyses)
{
    /// <summary>Sums up the receipts of a track.</summary>
    public static TrackOutcome Of(
        TrackObservations track, IReadOnlyList<IngestReceipt> receipts, IReadOnlyList<Analysis> analyses) => new(
        receipts.Sum(receipt => (long)receipt.Accepted),
        receipts.Sum(receipt => (long)receipt.Duplicates),
        [.. receipts.SelectMany(receipt => receipt.Refusals).Select(refusal => new RefusedLine(
            track.Track, track.Lines[(int)refusal.Sequence].Line, refusal.Reason, refusal.Message))],
        analyses);
}

/// <summary>One line of a file that the service refused.</summary>
/// <param name="Track">Its track.</param>
/// <param name="Line">The line.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">What was expected and what came.</param>
internal sealed record RefusedLine(string Track, int Line, RefusalReason Reason, string Message);
