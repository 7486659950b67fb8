using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>A method's estimate of the window in a figure.</summary>
/// <param name="Method">The method's name, which decides its colour.</param>
/// <param name="Mean">The estimate, [d], physical units.</param>
/// <param name="StandardDeviation">Its standard deviation, [d], physical units, or null.</param>
/// <param name="Rmse">Its error in this window, normalised units.</param>
internal sealed record FigureEstimate(string Method, double[] Mean, double[]? StandardDeviation, double Rmse);

/// <summary>One window as figures show it. Trajectories are [T · φ], time-major, in physical units.</summary>
internal sealed record FigureWindow
{
    /// <summary>The setting's name and the observation process's short name.</summary>
    public required string Source { get; init; }

    /// <summary>Which window this is and by what rule it was chosen.</summary>
    public required string Choice { get; init; }

    /// <summary>The names of the components, [φ].</summary>
    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>Their units, [φ].</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>Model time units from one step to the next.</summary>
    public required double TimeStep { get; init; }

    /// <summary>The true trajectory.</summary>
    public required double[] Truth { get; init; }

    /// <summary>The observations.</summary>
    public required IReadOnlyList<PointObservation> Observations { get; init; }

    /// <summary>What the methods estimated.</summary>
    public required IReadOnlyList<FigureEstimate> Estimates { get; init; }

    /// <summary>The model times of the steps, [T].</summary>
    public double[] Times => [.. Enumerable.Range(0, Truth.Length / Components.Count).Select(step => step * TimeStep)];

    /// <summary>The names of the observed components.</summary>
    public string Observed => string.Join(", ", Observations.Select(observation => Components[observation.Component]).Distinct());

    /// <summary>The first test window of a seed: no choice at all.</summary>
    /// <param name="prior">Whose units are used.</param>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="seed">The seed of the test windows.</param>
    /// <param name="methods">The methods shown.</param>
    public static FigureWindow First(
        Prior prior, TwinExperiment experiment, string process, ulong seed, IReadOnlyList<IAssimilationMethod> methods)
    {
        var window = new MethodComparison(prior, methods).Prepare(
            WindowSampler.TestWindows(experiment, process, count: 1, seed).Single());
        return Of(prior, window, $"{experiment.Name}, {process}", "The first test window",
            methods.Select(method => (method.Name, method.Estimate([window])[0])));
    }

    /// <summary>A window and estimates of it.</summary>
    /// <param name="prior">Whose units are used.</param>
    /// <param name="window">The window.</param>
    /// <param name="source">The setting's name and the observation process's short name.</param>
    /// <param name="choice">Which window this is and by what rule it was chosen.</param>
    /// <param name="estimates">The estimates, normalised units.</param>
    public static FigureWindow Of(
        Prior prior, ComparedWindow window, string source, string choice,
        IEnumerable<(string Method, MethodEstimate Estimate)> estimates) => new()
    {
        Source = source,
        Choice = choice,
        Components = prior.Description.Components,
        Units = prior.Description.Units,
        TimeStep = prior.Description.TimeStep,
        Truth = window.Window.Truth,
        Observations = window.Window.Observations,
        Estimates = [.. estimates.Select(given => Physical(prior, window, given.Method, given.Estimate))],
    };

    /// <summary>The values of one component, [T], of a trajectory.</summary>
    public double[] Component(double[] trajectory, int component) =>
        [.. trajectory.Where((_, i) => i % Components.Count == component)];

    /// <summary>The error of an estimate, [d], normalised units.</summary>
    public static double RmseOf(Prior prior, ComparedWindow window, double[] mean) =>
        Math.Sqrt(MeanSquaredError.Of(mean, prior.Normalization.Normalized(window.Window.Truth)));

    private static FigureEstimate Physical(Prior prior, ComparedWindow window, string method, MethodEstimate estimate)
    {
        var (mean, deviation) = ((double[])estimate.Mean.Clone(), (double[]?)estimate.StandardDeviation?.Clone());
        prior.Normalization.ToPhysical(mean);
        prior.Normalization.ScaleToPhysical(deviation);
        return new FigureEstimate(method, mean, deviation, RmseOf(prior, window, estimate.Mean));
    }
}
