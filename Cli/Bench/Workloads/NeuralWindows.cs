using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>Simulated windows that are assimilated by a prior, again and again, in blocks that stay loaded.</summary>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class NeuralWindows<V> where V : struct, ILane<V>
{
    private const string Process = "R4";
    private const ulong Seed = 5;

    private readonly IncrementalAssimilation<V>[] _blocks;
    private readonly bool _withDeviations;

    /// <summary>Simulates and loads the windows.</summary>
    /// <param name="prior">A prior of a published setting.</param>
    /// <param name="windows">How many windows; the last block is filled up.</param>
    /// <param name="withDeviations">Whether posterior standard deviations are wanted too.</param>
    public NeuralWindows(Prior prior, int windows, bool withDeviations)
    {
        _withDeviations = withDeviations;
        FlopsPerWindow = NeuralFlops.PerWindow(prior, withDeviations);
        var experiment = TwinExperimentCatalogue.Find(prior.Description.Setting);
        var observations = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        _blocks = [.. WindowSampler.TestWindows(experiment, Process, windows, Seed)
            .Select(window => observations.Observe(window.Observations)).Chunk(V.Count).Select(sets => Load(prior, sets))];
    }

    /// <summary>The floating-point operations that a window takes.</summary>
    public double FlopsPerWindow { get; }

    /// <summary>Assimilates all windows.</summary>
    public void Run()
    {
        foreach (var block in _blocks)
        {
            block.Run();
            if (_withDeviations) _ = block.Estimate.Covariance;
        }
    }

    private static IncrementalAssimilation<V> Load(Prior prior, ObservationSet[] observations)
    {
        var block = new WindowBlock<V>(prior.Shape);
        block.Load([.. observations.Select(set => prior.Climatology.FirstGuess(set).Mean)], observations);
        return NeuralAssimilation.Create(prior, block);
    }
}
