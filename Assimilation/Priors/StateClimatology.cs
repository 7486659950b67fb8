using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The climatology of one state, N(m, C), and what an estimate of that state knows beyond it. A window's prior holds the
/// climatology already, so only the rest may be added to it, or the same would be used twice.
/// </summary>
public sealed class StateClimatology
{
    // Below this part of the climatological variance an estimate is taken to be as sharp as this.
    private const double SmallestVariance = 1e-8;
    // Above this multiple an estimate has nothing to say, and its mean may be anything.
    private const double LargestVariance = 1e4;

    private readonly Vector<double> _mean;
    private readonly Matrix<double> _inverseRoot;
    private readonly Matrix<double> _precision;

    /// <summary>Makes it from the marginal of that state, normalised units.</summary>
    public StateClimatology(StateEstimate marginal)
    {
        ArgumentNullException.ThrowIfNull(marginal);
        _mean = marginal.Mean;
        // A sample covariance may be short of full rank by rounding.
        var jitter = Matrix<double>.Build.DenseIdentity(_mean.Count) * 1e-9;
        _inverseRoot = (marginal.Covariance + jitter).Cholesky().Factor.Inverse();
        _precision = _inverseRoot.TransposeThisAndMultiply(_inverseRoot);
    }

    /// <summary>
    /// What N(mean, covariance) knows beyond the climatology: Λ = C₁⁻¹ − C⁻¹ and η = C₁⁻¹ m₁ − C⁻¹ m, less the directions in
    /// which the estimate is vaguer than the climatology. An estimate that is not finite or has grown without bound knows
    /// nothing.
    /// </summary>
    public StateInformation Beyond(StateEstimate estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        var n = _mean.Count;
        // With C = W Wᵀ and W⁻¹ C₁ W⁻ᵀ = V diag(v) Vᵀ: Λ = W⁻ᵀ V diag(1/v − 1) Vᵀ W⁻¹, each v at most 1.
        var whitened = _inverseRoot * estimate.Covariance * _inverseRoot.Transpose();
        if (!whitened.Enumerate().All(double.IsFinite) || !estimate.Mean.All(double.IsFinite)
            || whitened.Diagonal().Maximum() > LargestVariance) return Nothing(n);
        var eigen = (whitened + whitened.Transpose()).Divide(2).Evd(Symmetricity.Symmetric);
        var directions = eigen.EigenVectors.TransposeThisAndMultiply(_inverseRoot);   // Vᵀ W⁻¹
        var departure = directions * (estimate.Mean - _mean);
        var (precision, vector) = (Vector<double>.Build.Dense(n), Vector<double>.Build.Dense(n));
        for (var i = 0; i < n; i++)
        {
            var variance = Math.Max(eigen.EigenValues[i].Real, SmallestVariance);
            if (variance >= 1) continue;
            precision[i] = 1 / variance - 1;
            vector[i] = departure[i] / variance;
        }
        var information = directions.TransposeThisAndMultiply(Matrix<double>.Build.DiagonalOfDiagonalVector(precision) * directions);
        return From(
            (information + information.Transpose()).Divide(2),
            directions.TransposeThisAndMultiply(vector) + information * _mean);
    }

    /// <summary>Information Λ, η about this state, with its constant.</summary>
    public StateInformation From(Matrix<double> precision, Vector<double> vector)
    {
        var excess = vector - precision * _mean;
        var offset = excess * (_precision + precision).Cholesky().Solve(excess) / 2
            + vector * _mean - _mean * (precision * _mean) / 2;
        return new StateInformation(precision, vector, offset);
    }

    /// <summary>The state under climatology and information together: (C⁻¹ + Λ)⁻¹, never vaguer than the climatology.</summary>
    public StateEstimate Given(StateInformation information)
    {
        ArgumentNullException.ThrowIfNull(information);
        var covariance = (_precision + information.Precision).Inverse();
        return new StateEstimate(_mean + covariance * (information.Vector - information.Precision * _mean), covariance);
    }

    /// <summary>An estimate that is never vaguer than the climatology.</summary>
    public StateEstimate Bounding(StateEstimate estimate) => Given(Beyond(estimate));

    private StateInformation Nothing(int n) =>
        From(Matrix<double>.Build.Dense(n, n), Vector<double>.Build.Dense(n));
}
