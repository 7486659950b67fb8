using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Api.Observations;

/// <summary>What became of the observations of a request. Accepted, duplicates and refused add up to them.</summary>
/// <param name="Track">The track.</param>
/// <param name="Writer">Who numbered them.</param>
/// <param name="NextSequence">Number of the writer's next observation.</param>
internal sealed record ObservationReceipt(string Track, string Writer, long NextSequence)
{
    /// <summary>Observations used for the first time.</summary>
    public int Accepted { get; private init; }

    /// <summary>Observations the track had already; they changed nothing.</summary>
    public int Duplicates { get; private init; }

    /// <summary>Observations not used.</summary>
    public IReadOnlyList<RefusedLine> Refused { get; private init; } = [];

    /// <summary>Sequence of the track's newest analysis, 0 before the first.</summary>
    public long LastAnalysisSequence { get; private init; }

    /// <summary>Adds what became of the next observations.</summary>
    public ObservationReceipt With(IngestReceipt next, IReadOnlyList<ObservationLine> lines) => this with
    {
        NextSequence = NextSequence + lines.Count,
        Accepted = Accepted + next.Accepted,
        Duplicates = Duplicates + next.Duplicates,
        Refused = next.Refusals.Length == 0 ? Refused :
        [
            .. Refused,
            .. next.Refusals.Select(refusal => new RefusedLine(
                refusal.Sequence, lines[(int)(refusal.Sequence - NextSequence)].Line, refusal.Reason, refusal.Message)),
        ],
        LastAnalysisSequence = next.LastAnalysisSequence,
    };
}

/// <summary>An observation that is not used.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Line">Its place in the body: line of a text, from 1; index of a JSON array, from 0.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">What was expected and what came.</param>
internal sealed record RefusedLine(long Sequence, int Line, RefusalReason Reason, string Message);
