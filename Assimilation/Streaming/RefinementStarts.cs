using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Where 4D-Var starts in a window: from the neural analysis; from the physical forecast of the analysis before; from the neural
/// analysis of the window's own observations; and from the courses that agree best with these, of many drawn from what was
/// carried. Where observations are far apart the cost has several minima, and the starts err in different ways: the first
/// hesitates between lobes, the second holds on to the lobe it was in, the third forgets, the others look for another. ADR 0011.
/// </summary>
internal sealed class RefinementStarts(Prior prior, NeuralBlock block, WindowPreparation preparation)
{
    private const ulong Seed = 0x57A27;
    private const int Pairs = 64;

    // A course nearer than this to another start, root mean square in normalised units, would find the same minimum; chosen on
    // validation tracks.
    private const double Near = 0.15;

    private readonly PhysicalContinuation<Float64Lanes> _continuation = new(prior);
    private readonly GaussianMembers _members = new(prior.Shape.Components, Pairs, new RandomSource(Seed));
    private readonly LaneArray<Float64Lanes> _block = new(prior.Shape.Size);
    private readonly double[][] _courses = Array.ConvertAll(new int[2 * Pairs], _ => new double[prior.Shape.Size]);

    /// <summary>The starts of each window, [d] each, normalised units.</summary>
    /// <param name="windows">At most as many as a block holds.</param>
    public List<double[]>[] Of(AnalysedWindow[] windows)
    {
        var starts = Array.ConvertAll(windows, window => new List<double[]> { window.Estimate.Mean });
        var counts = Array.ConvertAll(windows, Count);
        for (var i = 0; i < windows.Length; i++)
            if (counts[i] >= 2) starts[i].Add(Forecast(windows[i]));
        // Without observations the others have nothing to go by.
        int[] observed = [.. Enumerable.Range(0, windows.Length).Where(i => counts[i] >= 3 && windows[i].Observations.Count > 0)];
        if (observed.Length > 0) block.Run(Array.ConvertAll(observed, i => windows[i].Window.OnItsOwn()));
        for (var lane = 0; lane < observed.Length; lane++)
        {
            var i = observed[lane];
            starts[i].Add(block.Analysis(lane));
            if (counts[i] > 3) AddCourses(windows[i], starts[i], counts[i]);
        }
        return starts;
    }

    // On its own a window has the first start only.
    private int Count(AnalysedWindow window) =>
        window.Arrival is null ? 1 : window.Problem.Starts ?? (IsSparse(window.Problem) ? window.Problem.StartsWhereSparse : 1);

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

    private void AddCourses(AnalysedWindow window, List<double[]> starts, int count)
    {
        DrawCourses(preparation.ClimatologyOf(0).Given(window.Arrival!));
        var costs = Array.ConvertAll(_courses, course => window.Observations.Cost(course));
        foreach (var k in Enumerable.Range(0, costs.Length).Where(k => double.IsFinite(costs[k])).OrderBy(k => costs[k]))
        {
            if (starts.Count == count) return;
            if (starts.TrueForAll(other => !(MeanSquaredError.Of(_courses[k], other) < Near * Near)))
                starts.Add((double[])_courses[k].Clone());
        }
    }

    private void DrawCourses(StateEstimate first)
    {
        var members = _members.Of(first);
        for (var k = 0; k < _courses.Length; k += Float64Lanes.Count)
        {
            for (var lane = 0; lane < Float64Lanes.Count; lane++)
                for (var i = 0; i < members.Length; i++) _block[i] = _block[i].With(lane, members[i][k + lane]);
            _continuation.Run(_block, members.Length);
            for (var lane = 0; lane < Float64Lanes.Count; lane++) LaneBlock.Gather<Float64Lanes>(_block, lane, _courses[k + lane]);
        }
    }
}
