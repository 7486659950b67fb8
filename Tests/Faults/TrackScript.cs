using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Faults;

/// <summary>
/// What one track is sent, batch by batch: a stream of observations cut at random, in which batches come twice, cut differently,
/// out of order and too late, and some are corrupt. It follows from the seed, and so does all that an undisturbed track makes of it.
/// </summary>
/// <param name="Track">Track id.</param>
/// <param name="Batches">The batches in the order in which they are sent.</param>
internal sealed record TrackScript(string Track, IReadOnlyList<ObservationBatch> Batches)
{
    private const int LargestBatch = 12;
    private const double WindowsPerObservation = 0.04;

    /// <summary>Writes a script.</summary>
    public static TrackScript Of(string track, int seed, int batches)
    {
        var random = new Random(seed);
        var stream = ObservationStreams.Smooth(batches * LargestBatch, batches * LargestBatch * WindowsPerObservation);
        var sent = new List<ObservationBatch>();
        for (var (next, i) = (0, 0); i < batches; i++)
        {
            var earlier = sent.Count == 0 ? null : sent[random.Next(sent.Count)];
            switch (random.Next(12))
            {
                case 0 when earlier is not null:
                    sent.Add(earlier);
                    break;
                case 1 when earlier is not null:
                    sent.Add(CutDifferently(earlier, random));
                    break;
                case 2:
                    sent.Add(new ObservationBatch("w", -1, [ObservationStreams.At(1)]));
                    break;
                default:
                    var size = random.Next(1, LargestBatch + 1);
                    sent.Add(new ObservationBatch("w", next, [.. stream[next..(next + size)].Select(each => Spoil(each, random))]));
                    if (random.Next(5) == 0 && sent.Count > 1) (sent[^1], sent[^2]) = (sent[^2], sent[^1]);
                    next += size;
                    break;
            }
        }
        return new TrackScript(track, sent);
    }

    private static ObservationBatch CutDifferently(ObservationBatch batch, Random random)
    {
        var from = random.Next(batch.Observations.Length);
        return batch with { FirstSequence = batch.FirstSequence + from, Observations = batch.Observations[from..] };
    }

    private static Observation Spoil(Observation observation, Random random) => random.Next(40) switch
    {
        0 => observation with { Value = double.NaN },
        1 => observation with { Component = "u9" },
        2 => observation with { ErrorStandardDeviation = -1 },
        3 => observation with { Time = observation.Time / 2 },
        4 => observation with { Value = observation.Value + 1000 },
        _ => observation,
    };
}
