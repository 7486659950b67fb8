using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Where 4D-Var starts in a window: from the neural analysis; from the physical forecast of the analysis before; and from the
/// neural analysis that knows the window's own observations only. Where observations are far apart the cost has several minima,
/// and the three err in different ways: the first hesitates, the second holds on to a wrong lobe, the third forgets. ADR 0011.
/// </summary>
internal sealed class RefinementStarts(Prior prior, NeuralBlock block, WindowPreparation preparation)
{
    private readonly PhysicalContinuation _continuation = new(prior);

    /// <summary>The starts of each window, [d] each, normalised units.</summary>
    /// <param name="windows">At most as many as there are lanes.</param>
    public double[][][] Of(AnalysedWindow[] windows)
    {
        var starts = Array.ConvertAll(windows, window => new List<double[]> { window.Estimate.Mean });
        int[] forecast = [.. Enumerable.Range(0, windows.Length).Where(i => Count(windows[i]) >= 2)];
        foreach (var i in forecast) starts[i].Add(Forecast(windows[i]));

        int[] own = [.. forecast.Where(i => Count(windows[i]) == WindowProblem.MostStarts && windows[i].Observations.Count > 0)];
        if (own.Length > 0) block.Run(Array.ConvertAll(own, i => windows[i].Window.OnItsOwn()));
        for (var lane = 0; lane < own.Length; lane++) starts[own[lane]].Add(block.Analysis(lane));
        return Array.ConvertAll(starts, ofWindow => ofWindow.ToArray());
    }

    // On its own a window has the first start only.
    private int Count(AnalysedWindow window) =>
        window.Arrival is null ? 1 : window.Problem.Starts ?? (IsSparse(window.Problem) ? WindowProblem.MostStarts : 1);

    // Whether for more than a quarter of the window nothing is observed.
    private bool IsSparse(WindowProblem problem)
    {
        var steps = prior.Shape.Steps;
        double[] observed = [0, .. problem.Observations.Select(observation => observation.Step).Order(), steps - 1];
        return observed.Zip(observed.Skip(1), (step, next) => next - step).Max() > steps / 4;
    }

    private double[] Forecast(AnalysedWindow window)
    {
        var overlap = window.Problem.Carried!.Overlap;
        return _continuation.Of(overlap.Length > 0 ? overlap : [.. preparation.ClimatologyOf(0).Given(window.Arrival!).Mean]);
    }
}
