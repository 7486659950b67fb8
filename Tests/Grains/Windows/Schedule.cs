using CsCheck;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>
/// A stream of two writers and how it arrives: late, repeated, cut anew, out of order, in bursts, with gross errors, values that are
/// none, stuck ones, outages and empty batches.
/// </summary>
/// <param name="Options">The track.</param>
/// <param name="Deliveries">The batches in order of arrival; one observation may be in several.</param>
internal sealed record Schedule(TrackOptions Options, IReadOnlyList<ObservationBatch> Deliveries)
{
    private const string Writers = "ab";

    private static readonly Gen<double> Gap = Gen.Frequency(
        (6, Gen.Const(1.0)), (3, Gen.Const(0.3)), (2, Gen.Const(0.0)), (2, Gen.Const(2.5)), (1, Gen.Const(9.0)), (1, Gen.Const(100.0)));

    private static readonly Gen<double> Value = Gen.Frequency(
        (12, Gen.Double[-0.5, 0.5]), (2, Gen.Const(0.25)), (1, Gen.Double[-60, 60]), (1, Gen.Const(double.NaN)));

    private static readonly Gen<Draw> ADraw = Gen.Select(
        Gap, Value, Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 4], Gen.Frequency((5, Gen.Const(0)), (2, Gen.Int[0, 12])), Gen.Int[0, 9],
        (gap, value, component, writer, ends, delay, again) => new Draw(gap, value, component, writer, ends == 0, delay, again == 0));

    /// <summary>Any schedule for a prior of two components.</summary>
    /// <param name="timeStep">Its time step.</param>
    /// <param name="components">Its components.</param>
    public static Gen<Schedule> Any(double timeStep, IReadOnlyList<string> components) => Gen.Select(
        Gen.Select(
            Gen.OneOf(1, 2, 3, 8), Gen.OneOf(0.0, 2, 5, 20), Gen.Bool, Gen.OneOf(0.0, 3, 5), Gen.Int[1, 4], Gen.Int[0, 3],
            Gen.Frequency((3, Gen.Const(GrossErrorTreatment.Refuse)), (1, Gen.Const(GrossErrorTreatment.Downweight))),
            (shift, lateness, carry, threshold, reopenAfter, perStep, treatment) => new TrackOptions
            {
                PriorName = "p", ShiftSteps = shift, Lateness = lateness * timeStep, Carry = carry, GrossErrorThreshold = threshold,
                QualityControl = new QualityControlOptions
                {
                    StuckAfter = 3, SpikeThreshold = 20, MaximumPerStep = perStep, ReopenAfter = reopenAfter, GrossErrors = treatment,
                },
            }),
        ADraw.Array[1, 40],
        (options, draws) => new Schedule(options, Deliver(draws, timeStep, components)));

    public override string ToString() =>
        $"{Options}: {string.Join("; ", Deliveries.Select(batch => $"{batch.WriterId}{batch.FirstSequence}: {string.Join(", ", batch.Observations)}"))}";

    private static List<ObservationBatch> Deliver(Draw[] draws, double timeStep, IReadOnlyList<string> components)
    {
        var (streams, open) = (new List<Observation>[2] { [], [] }, new int[2]);
        var arrivals = new List<(int At, ObservationBatch Batch)>();
        var step = 0.0;
        for (var i = 0; i < draws.Length; i++)
        {
            var (draw, stream) = (draws[i], streams[draws[i].Writer]);
            step += draw.Gap;
            stream.Add(new Observation(step * timeStep, components[draw.Component], draw.Value, 0.1));
            if (!draw.EndsBatch && i + 2 < draws.Length) continue;
            for (var writer = 0; writer < 2; writer++)
            {
                // An empty batch where the writer has nothing new; when sent again, it is cut anew.
                arrivals.Add((i + draw.Delay * writer, Cut(writer, open[writer], streams[writer].Count)));
                if (draw.IsSentAgain)
                    arrivals.Add((i + 15 - draw.Delay, Cut(writer, Math.Max(0, open[writer] - 2), streams[writer].Count)));
                open[writer] = streams[writer].Count;
            }
        }
        for (var writer = 0; writer < 2; writer++) arrivals.Add((draws.Length + 20, Cut(writer, open[writer], streams[writer].Count)));
        return [.. arrivals.OrderBy(arrival => arrival.At).Select(arrival => arrival.Batch)];

        ObservationBatch Cut(int writer, int first, int end) =>
            new(Writers[writer].ToString(), first, [.. streams[writer][first..end]]);
    }

    private sealed record Draw(double Gap, double Value, int Component, int Writer, bool EndsBatch, int Delay, bool IsSentAgain);
}
