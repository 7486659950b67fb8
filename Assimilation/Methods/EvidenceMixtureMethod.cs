using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Methods;

/// <summary>
/// 4D-Var from several starts, combined by evidence: the neural analysis, the first guess, and samples of the Gaussian
/// posterior that the first guess is the mean of.
/// </summary>
public sealed class EvidenceMixtureMethod : IAssimilationMethod
{
    private const ulong Purpose = 0x3717;
    private readonly Prior _prior;
    private readonly IReadOnlyList<IAssimilationMethod> _estimators;
    private readonly int _starts;
    private readonly Refinement _refinement;
    private readonly Matrix<double> _backgroundRoot;

    /// <summary>Makes the method.</summary>
    /// <param name="prior">Whose physical model, units and background are used.</param>
    /// <param name="estimators">The methods whose estimates are starts.</param>
    /// <param name="starts">Starts in all; what the estimators do not give are samples.</param>
    /// <param name="name">The name in tables.</param>
    public EvidenceMixtureMethod(Prior prior, IReadOnlyList<IAssimilationMethod> estimators, int starts, string name)
    {
        ArgumentNullException.ThrowIfNull(prior);
        (_prior, _estimators, _starts, Name) = (prior, estimators, starts, name);
        _refinement = new Refinement(prior);
        // A sample covariance may be short of full rank by rounding.
        var jitter = Matrix<double>.Build.DenseIdentity(prior.Shape.Size) * 1e-9;
        _backgroundRoot = (prior.Climatology.Covariance + jitter).Cholesky().Factor;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var given = _estimators.Select(method => method.Estimate(windows)).ToArray();
        var starts = new List<double[]>();
        for (var i = 0; i < windows.Count; i++)
        {
            starts.AddRange(given.Select(estimates => estimates[i].Mean));
            var random = new RandomSource(Purpose, Key(windows[i].Observations));
            for (var k = given.Length; k < _starts; k++) starts.Add(Sample(windows[i].Observations, random));
        }
        var observations = windows.SelectMany(window => Enumerable.Repeat(window.Observations, _starts)).ToArray();
        var minima = _refinement.Run(starts, observations, Refinement.Converged);
        return [.. minima.Chunk(_starts).Select(ofWindow =>
        {
            var mixture = new EvidenceMixture(ofWindow);
            return new MethodEstimate(mixture.Mean, mixture.StandardDeviation, ofWindow.Sum(minimum => minimum.Solves));
        })];
    }

    // Each window has its own samples, the same in whatever order windows come.
    private static ulong Key(ObservationSet observations) =>
        observations.Count == 0 ? 0 : BitConverter.DoubleToUInt64Bits(observations.Values[0]);

    // A sample of the posterior without a factor of its covariance: take a sample of the background, perturb the
    // observations, and move the sample by the gain times their difference (Matheron's rule).
    private double[] Sample(ObservationSet observations, RandomSource random)
    {
        var white = Vector<double>.Build.Dense(_prior.Shape.Size, _ => random.NextGaussian());
        var sample = (_backgroundRoot * white + Vector<double>.Build.Dense(_prior.Climatology.Mean)).ToArray();
        var departures = observations.Departures(sample);
        for (var i = 0; i < departures.Length; i++)
            departures[i] += Math.Sqrt(observations.ErrorVariances[i]) * random.NextGaussian();
        var increments = new ObservationSet(observations.Operator.Linearize(sample), departures, observations.ErrorVariances);
        var move = new ClimatologicalPrior(new double[sample.Length], _prior.Climatology.Covariance).FirstGuess(increments).Mean;
        for (var i = 0; i < sample.Length; i++) sample[i] += move[i];
        return sample;
    }
}
