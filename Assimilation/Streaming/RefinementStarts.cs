using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Where 4D-Var starts in a window: from the neural analysis; from the physical forecast of the analysis before; and from that
/// course which agrees best with the observations, of many drawn from what was carried. Where observations are far apart the cost
/// has several minima, and the three err in different ways: the first hesitates between lobes, the second holds on to the lobe it
/// was in, the third looks for another. ADR 0011.
/// </summary>
internal sealed class RefinementStarts(Prior prior, WindowPreparation preparation)
{
    // The same courses for every window, so that an analysis is a function of its window.
    private const ulong Seed = 0x57A27;
    private const int Pairs = 32;

    // A course nearer than this to another start, root mean square in normalised units, would find the same minimum; chosen on
    // validation tracks, as the number of courses was.
    private const double Near = 0.15;

    private readonly PhysicalContinuation _continuation = new(prior);

    /// <summary>The starts, [d] each, normalised units.</summary>
    public List<double[]> Of(AnalysedWindow window)
    {
        var (starts, count) = (new List<double[]> { window.Estimate.Mean }, Count(window));
        if (count >= 2) starts.Add(Forecast(window));
        if (count >= 3 && window.Observations.Count > 0 && Drawn(window, starts) is { } drawn) starts.Add(drawn);
        return starts;
    }

    // On its own a window has the first start only.
    private int Count(AnalysedWindow window) => window.Arrival is null
        ? 1
        : window.Problem.Starts ?? (IsSparse(window.Problem) ? WindowProblem.MostStarts : 1);

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

    private double[]? Drawn(AnalysedWindow window, List<double[]> others)
    {
        var first = preparation.ClimatologyOf(0).Given(window.Arrival!);
        return GaussianMembers.Draw(first, Pairs, new RandomSource(Seed))
            .Select(state => _continuation.Of(state.AsArray()))
            .Select(course => (Course: course, Cost: window.Observations.Cost(course)))
            .Where(drawn => double.IsFinite(drawn.Cost))
            .OrderBy(drawn => drawn.Cost)
            .Select(drawn => drawn.Course)
            .FirstOrDefault(course => others.TrueForAll(other => !(MeanSquaredError.Of(course, other) < Near * Near)));
    }
}
