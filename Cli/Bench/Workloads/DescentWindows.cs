using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>4D-Var of simulated windows from their first guesses, to convergence.</summary>
internal sealed class DescentWindows
{
    private const string Process = "R4";
    private const ulong Seed = 5;

    private readonly Refinement _refinement;
    private readonly ObservationSet[] _observations;
    private readonly double[][] _starts;

    /// <summary>Simulates the windows.</summary>
    public DescentWindows(Prior prior, int windows)
    {
        var experiment = TwinExperimentCatalogue.Find(prior.Description.Setting);
        var observe = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        _refinement = new Refinement(prior);
        _observations = [.. WindowSampler.TestWindows(experiment, Process, windows, Seed).Select(window => observe.Observe(window.Observations))];
        _starts = Array.ConvertAll(_observations, set => prior.Climatology.FirstGuess(set).Mean);
    }

    /// <summary>All windows in one call, side by side.</summary>
    public void RunTogether() => _refinement.Run(_starts, _observations, Refinement.Converged);

    /// <summary>One window after the other.</summary>
    public void RunOneByOne()
    {
        for (var i = 0; i < _starts.Length; i++) _refinement.Run([_starts[i]], [_observations[i]], Refinement.Converged);
    }
}
