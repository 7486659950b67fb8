using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>Simulated windows that are assimilated by a prior, again and again, in blocks that stay loaded.</summary>
internal abstract class NeuralWindows
{
    private const string Process = "R4";
    private const ulong Seed = 5;

    /// <summary>The floating-point operations that a window takes.</summary>
    public required double FlopsPerWindow { get; init; }

    /// <summary>How many windows there are.</summary>
    public required int Count { get; init; }

    /// <summary>Simulates and loads windows, in the lanes that suit them on this machine.</summary>
    /// <param name="prior">A prior of a published setting.</param>
    /// <param name="windows">How many windows; the last block is filled up.</param>
    /// <param name="withDeviations">Whether posterior standard deviations are wanted too.</param>
    public static NeuralWindows Create(Prior prior, int windows, bool withDeviations) => (windows, MachineVectors.Bits) switch
    {
        (1, _) => In<Float32>(prior, windows, withDeviations),
        (_, 512) => In<Pair<Float32x16>>(prior, windows, withDeviations),
        (_, 256) => In<Pair<Float32x8>>(prior, windows, withDeviations),
        _ => In<Pair<Float32x4>>(prior, windows, withDeviations),
    };

    /// <summary>The same in given lanes.</summary>
    public static NeuralWindows In<V>(Prior prior, int windows, bool withDeviations) where V : struct, ILane<V>
    {
        var experiment = TwinExperimentCatalogue.Find(prior.Description.Setting);
        var observations = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        var sets = WindowSampler.TestWindows(experiment, Process, windows, Seed).Select(window => observations.Observe(window.Observations));
        return new Blocks<V>([.. sets.Chunk(V.Count).Select(block => Load<V>(prior, block))], withDeviations)
        {
            FlopsPerWindow = NeuralFlops.PerWindow(prior, withDeviations), Count = windows,
        };
    }

    /// <summary>Assimilates all windows.</summary>
    public abstract void Run();

    private static IncrementalAssimilation<V> Load<V>(Prior prior, ObservationSet[] observations) where V : struct, ILane<V>
    {
        var block = new WindowBlock<V>(prior.Shape);
        block.Load([.. observations.Select(set => prior.Climatology.FirstGuess(set).Mean)], observations);
        return NeuralAssimilation.Create(prior, block);
    }

    private sealed class Blocks<V>(IncrementalAssimilation<V>[] blocks, bool withDeviations) : NeuralWindows where V : struct, ILane<V>
    {
        public override void Run()
        {
            foreach (var block in blocks)
            {
                block.Run();
                if (withDeviations) _ = block.Estimate.Covariance;
            }
        }
    }
}
