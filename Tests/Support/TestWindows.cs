using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Support;

/// <summary>Simulated windows of the settings that tests use.</summary>
internal static class TestWindows
{
    /// <summary>Windows of Lorenz 63 with observations at steps, by the short name of an observation process.</summary>
    public static SimulatedWindow[] Lorenz63(string process, int count, ulong seed = 5) =>
        [.. WindowSampler.TestWindows(TestSettings.Lorenz63, process, count, seed)];

    /// <summary>
    /// Problems of several kinds: between none and many observations, every other window with times that lie off the steps.
    /// </summary>
    public static WindowProblem[] Varied(int count) => [.. Lorenz63("R4", count).Select((window, i) => new WindowProblem(
        [.. window.Observations.Take(i % 9).Select(o => o with { Step = o.Step + (i % 2) * 0.375 })]))];

    /// <summary>Those with at least one observation.</summary>
    public static WindowProblem[] Observed(int count) => [.. Varied(2 * count).Where(problem => problem.Observations.Count > 0).Take(count)];

    /// <summary>The observation operator that a prior is used with.</summary>
    public static PointObservationOperator OperatorOf(Prior prior) =>
        new(prior.Shape, prior.Normalization, prior.Representativeness);

    /// <summary>The same trajectory in a prior's normalised units.</summary>
    public static double[] Normalized(Prior prior, double[] trajectory) => prior.Normalization.Normalized(trajectory);
}
