using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Methods;

/// <summary>The scores of one method over windows, normalised units.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Scores">Its scores.</param>
/// <param name="MeanSolves">Linear solves or evaluations of the prior a window.</param>
/// <param name="MeanSolvesToThreshold">Those to J / (d + m) &lt; 0.05, over windows that got there; else null.</param>
/// <param name="LostShare">The share of windows whose own RMSE exceeds <see cref="MethodComparison.LostError"/>.</param>
public sealed record MethodScores(
    string Method, VerificationScores Scores, double MeanSolves, double? MeanSolvesToThreshold, double LostShare);

/// <summary>Runs methods over the same windows and scores them against the truth.</summary>
/// <param name="prior">Whose units and background prepare the windows.</param>
/// <param name="methods">The methods.</param>
public sealed class MethodComparison(Prior prior, IReadOnlyList<IAssimilationMethod> methods)
{
    /// <summary>A window whose own RMSE exceeds this, normalised units, is lost: a wrong lobe, a wrong minimum.</summary>
    public const double LostError = 0.5;

    /// <summary>Windows that methods are given at once.</summary>
    internal const int BatchSize = 256;

    private readonly PointObservationOperator _operator =
        new(prior.Shape, prior.Normalization, prior.Representativeness);

    /// <summary>The standard comparison of a prior: climatology, first guess, neural, and with a physical model 4D-Var and hybrid.</summary>
    public static MethodComparison Standard(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var (firstGuess, neural) = (new FirstGuessMethod(), new NeuralMethod(prior));
        IAssimilationMethod climatology = new ClimatologyMethod(prior.Climatology);
        return new MethodComparison(prior, prior.Description.Model is null
            ? [climatology, firstGuess, neural]
            :
            [
                climatology, firstGuess, new FourDVarMethod(prior, firstGuess, "4D-Var"), neural,
                new FourDVarMethod(prior, neural, "hybrid"),
            ]);
    }

    /// <summary>Scores all methods.</summary>
    /// <param name="windows">The windows: test windows for a result, validation windows for a choice.</param>
    /// <param name="progress">Told the number of windows done, or null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public IReadOnlyList<MethodScores> Run(
        IEnumerable<SimulatedWindow> windows, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var tallies = methods.Select(method => new Tally(method)).ToArray();
        var done = 0;
        foreach (var batch in windows.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var prepared = Array.ConvertAll(batch, Prepare);
            var truths = Array.ConvertAll(batch, Truth);
            foreach (var tally in tallies) tally.Add(prepared, truths);
            progress?.Report(done += batch.Length);
        }
        return [.. tallies.Select(tally => tally.Scores())];
    }

    /// <summary>A window as methods see it.</summary>
    public ComparedWindow Prepare(SimulatedWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        var observations = _operator.Observe(window.Observations);
        return new ComparedWindow(window, observations, prior.Climatology.FirstGuess(observations).Mean);
    }

    /// <summary>A window's truth, [d], normalised units.</summary>
    public double[] Truth(SimulatedWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return prior.Normalization.Normalized(window.Truth);
    }

    private sealed class Tally(IAssimilationMethod method)
    {
        private readonly ScoreAccumulator _scores = new();
        private readonly List<int> _toThreshold = [];
        private int _windows, _lost;
        private long _solves;

        public void Add(ComparedWindow[] windows, double[][] truths)
        {
            foreach (var (estimate, truth) in method.Estimate(windows).Zip(truths))
            {
                _scores.Add(truth, estimate.Mean, estimate.StandardDeviation);
                _windows++;
                _solves += estimate.Solves;
                if (estimate.SolvesToThreshold is { } solves) _toThreshold.Add(solves);
                if (MeanSquaredError.Of(estimate.Mean, truth) > LostError * LostError) _lost++;
            }
        }

        public MethodScores Scores() => new(
            method.Name, _scores.Scores(), (double)_solves / _windows,
            _toThreshold.Count == 0 ? null : _toThreshold.Average(), (double)_lost / _windows);
    }
}
