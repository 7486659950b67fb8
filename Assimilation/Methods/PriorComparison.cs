using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Methods;

/// <summary>Two priors' errors on the same windows.</summary>
/// <param name="Windows">How many windows.</param>
/// <param name="CandidateRmse">The candidate's RMSE, in units of its normalisation.</param>
/// <param name="CurrentRmse">The RMSE of the one it is compared with, in the same units.</param>
/// <param name="Difference">
/// The 95 % interval of the mean over windows of candidate's minus current's squared error, by drawing windows again.
/// </param>
public sealed record PairedScore(int Windows, double CandidateRmse, double CurrentRmse, ConfidenceInterval Difference);

/// <summary>
/// Compares a candidate with the prior in use, window by window, both as the service runs them. Not thread-safe.
/// </summary>
/// <param name="candidate">The candidate; errors are in units of its normalisation.</param>
/// <param name="current">The prior in use, of the same shape.</param>
public sealed class PriorComparison(Prior candidate, Prior current)
{
    private const ulong Purpose = 0x7B1A1;
    private readonly WindowAssimilator _candidate = new(candidate);
    private readonly WindowAssimilator _current = new(current);
    private readonly PointObservationOperator _operator =
        new(candidate.Shape, candidate.Normalization, candidate.Representativeness);

    /// <summary>Compares on windows whose truth is known.</summary>
    /// <param name="windows">The windows, at least one; never used in training or calibration.</param>
    public PairedScore OnTruth(IReadOnlyList<SimulatedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var truths = windows.Select(window => candidate.Normalization.Normalized(window.Truth)).ToArray();
        return Score([.. windows.Select(window => window.Observations)],
            (window, estimate) => MeanSquaredError.Of(estimate, truths[window]));
    }

    /// <summary>
    /// Compares on observed windows without a truth: what was observed from some step on is withheld, and each prior's estimate of
    /// it, which is a forecast, is held against it (O−B).
    /// </summary>
    /// <param name="windows">The observations of each window; windows without some on both sides are left out.</param>
    /// <param name="fromStep">The first step withheld.</param>
    /// <returns>The score; null where no window can be used.</returns>
    public PairedScore? OnWithheld(IReadOnlyList<IReadOnlyList<PointObservation>> windows, int fromStep)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var usable = windows.Where(window =>
            window.Any(point => point.Step < fromStep) && window.Any(point => point.Step >= fromStep)).ToArray();
        if (usable.Length == 0) return null;
        var withheld = Array.ConvertAll(usable, window => _operator.Observe([.. window.Where(point => point.Step >= fromStep)]));
        return Score([.. usable.Select(window => window.Where(point => point.Step < fromStep).ToArray())],
            (window, estimate) => withheld[window].Departures(estimate).Average(departure => departure * departure));
    }

    private PairedScore Score(
        IReadOnlyList<IReadOnlyList<PointObservation>> observations, Func<int, double[], double> squaredErrorOf)
    {
        double[] Errors(WindowAssimilator assimilator) =>
        [
            .. assimilator.Assimilate([.. observations.Select(points => new WindowProblem(points))])
                .Select((estimate, window) => squaredErrorOf(window, candidate.Normalization.Normalized(estimate.Mean))),
        ];
        var (ours, theirs) = (Errors(_candidate), Errors(_current));
        return new PairedScore(
            ours.Length, Math.Sqrt(ours.Average()), Math.Sqrt(theirs.Average()),
            ConfidenceInterval.OfMean([.. ours.Zip(theirs, (a, b) => a - b)], new RandomSource(0, Purpose)));
    }
}
