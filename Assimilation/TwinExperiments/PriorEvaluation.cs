using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>The scores of one method over the windows of one observation process, normalised units.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Scores">Its scores.</param>
/// <param name="MeanSolves">Linear solves a window until convergence, for 4D-Var; else null.</param>
public sealed record MethodScores(string Method, VerificationScores Scores, double? MeanSolves = null);

/// <summary>
/// Scores a prior on simulated windows, beside climatology, the first guess, converged 4D-Var from the first guess, and the
/// hybrid (4D-Var from the neural analysis).
/// </summary>
/// <param name="prior">The prior.</param>
/// <param name="experiment">The setting, of the prior's shape.</param>
public sealed class PriorEvaluation(Prior prior, TwinExperiment experiment)
{
    private const int BatchSize = 256;
    private readonly WindowAssimilator _assimilator = new(prior);
    private readonly Refinement? _refinement = prior.Description.Model is null ? null : new Refinement(prior);
    private readonly Normalization _normalization = experiment.Normalization;
    private readonly PointObservationOperator _operator =
        new(prior.Shape, prior.Normalization, prior.Representativeness);

    /// <summary>Scores all methods.</summary>
    /// <param name="windows">The windows: test windows for a result, validation windows for a choice.</param>
    /// <param name="progress">Told the number of windows done, or null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public IReadOnlyList<MethodScores> Run(
        IEnumerable<SimulatedWindow> windows, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var (climatology, firstGuess, neural) = (new ScoreAccumulator(), new ScoreAccumulator(), new ScoreAccumulator());
        var (fourDVar, hybrid) = (new RefinementScores(), new RefinementScores());
        var done = 0;
        foreach (var batch in windows.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var estimates = Assimilate(batch);
            for (var i = 0; i < batch.Length; i++)
            {
                var truth = Normalized(batch[i].Truth);
                climatology.Add(truth, prior.Climatology.Mean, Deviations(prior.Climatology));
                firstGuess.Add(truth, estimates[i].FirstGuess);
                neural.Add(truth, estimates[i].Mean, estimates[i].StandardDeviation);
            }
            Refine(batch, estimates.Select(estimate => estimate.FirstGuess), fourDVar);
            Refine(batch, estimates.Select(estimate => estimate.Mean), hybrid);
            progress?.Report(done += batch.Length);
        }
        List<MethodScores> scores =
        [
            new("climatology", climatology.Scores()),
            new("first guess", firstGuess.Scores()),
            new("neural", neural.Scores()),
        ];
        if (_refinement is not null)
        {
            scores.Insert(2, fourDVar.Scores("4D-Var"));
            scores.Add(hybrid.Scores("hybrid"));
        }
        return scores;
    }

    /// <summary>The variance calibration that validation windows ask for.</summary>
    /// <param name="windows">Validation windows; the prior's present calibration should be none.</param>
    public VarianceCalibration Calibrate(IEnumerable<SimulatedWindow> windows)
    {
        var samples = new List<(double, double)>();
        foreach (var batch in windows.Chunk(BatchSize))
        {
            foreach (var (window, estimate) in batch.Zip(Assimilate(batch)))
            {
                var squares = Normalized(window.Truth).Zip(estimate.Mean, (truth, mean) => (truth - mean) * (truth - mean));
                samples.Add((estimate.StandardDeviation.Average(deviation => deviation * deviation), squares.Average()));
            }
        }
        return VarianceCalibration.Fit(samples);
    }

    // Estimates with trajectories in normalised units.
    private List<(double[] FirstGuess, double[] Mean, double[] StandardDeviation)> Assimilate(SimulatedWindow[] batch)
    {
        var problems = Array.ConvertAll(batch, window => new WindowProblem(window.Observations));
        return [.. _assimilator.Assimilate(problems).Select(estimate =>
        {
            _normalization.ScaleToNormalized(estimate.StandardDeviation);
            return (Normalized(estimate.FirstGuess), Normalized(estimate.Mean), estimate.StandardDeviation);
        })];
    }

    private void Refine(SimulatedWindow[] batch, IEnumerable<double[]> starts, RefinementScores scores)
    {
        if (_refinement is null) return;
        var observations = Array.ConvertAll(batch, window => _operator.Observe(window.Observations));
        var refined = _refinement.Run([.. starts], observations, Refinement.Converged);
        for (var i = 0; i < batch.Length; i++) scores.Add(Normalized(batch[i].Truth), refined[i]);
    }

    private double[] Normalized(double[] trajectory)
    {
        var copy = (double[])trajectory.Clone();
        _normalization.Normalize(copy);
        return copy;
    }

    private static double[] Deviations(ClimatologicalPrior climatology) =>
        [.. climatology.Covariance.Diagonal().Select(Math.Sqrt)];

    private sealed class RefinementScores
    {
        private readonly ScoreAccumulator _scores = new();
        private int _windows;
        private long _solves;

        public void Add(double[] truth, RefinedWindow window)
        {
            _scores.Add(truth, window.Mean, window.StandardDeviation);
            (_windows, _solves) = (_windows + 1, _solves + window.Solves);
        }

        public MethodScores Scores(string method) => new(method, _scores.Scores(), (double)_solves / _windows);
    }
}
