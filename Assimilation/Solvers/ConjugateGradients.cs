using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The most probable state where an observation spans many steps (a mean over the window, say) and the band is lost: the
/// system of <see cref="MapEstimator{V}"/> by conjugate gradients, matrix-free, preconditioned by the band Cholesky factor of
/// the prior precision (3D-Var in preconditioned form). With m observations it ends in at most m + 1 iterations, up to
/// rounding, since HᵀR⁻¹H has rank m.
/// </summary>
public static class ConjugateGradients
{
    /// <summary>Solves for the estimate of one window.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="observations">The observations; h is linearised at the prior's expansion point.</param>
    /// <param name="tolerance">Stops when the preconditioned residual norm has fallen by this factor.</param>
    /// <param name="maximumIterations">Stops after so many iterations at the latest.</param>
    /// <returns>The estimate x, [d], the iterations used and the status.</returns>
    public static (double[] Mean, int Iterations, SolveStatus Status) Solve(
        GaussianPrior<Float64> prior, ObservationSet observations, double tolerance = 1e-12, int maximumIterations = 500)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(observations);
        var d = prior.Center.Length;
        var preconditioner = new BandMatrix<Float64>(d, prior.Precision.HalfBandwidth);
        preconditioner.CopyFrom(prior.Precision);
        var center = Doubles(prior.Center);
        if (!(BandCholesky.Factor(preconditioner).Get(0) > 0)) return (center, 0, SolveStatus.NotPositiveDefinite);

        var rows = observations.Operator.Linearize(center);
        var residual = Doubles(prior.Gradient);
        rows.AddAdjoint(Weighted(observations.Departures(center), observations), residual);

        var increment = new double[d];
        var preconditioned = Precondition(preconditioner, residual);
        var direction = (double[])preconditioned.Clone();
        var norm = Dot(residual, preconditioned);
        var target = norm * tolerance * tolerance;
        var iteration = 0;
        for (; iteration < maximumIterations && norm > target; iteration++)
        {
            var product = ApplyPrecision(prior, rows, observations, direction);
            var step = norm / Dot(direction, product);
            for (var i = 0; i < d; i++) (increment[i], residual[i]) = (increment[i] + step * direction[i], residual[i] - step * product[i]);
            preconditioned = Precondition(preconditioner, residual);
            var next = Dot(residual, preconditioned);
            for (var i = 0; i < d; i++) direction[i] = preconditioned[i] + next / norm * direction[i];
            norm = next;
        }

        for (var i = 0; i < d; i++) center[i] += increment[i];
        return (center, iteration, center.All(double.IsFinite) ? SolveStatus.Succeeded : SolveStatus.NotFinite);
    }

    private static double[] ApplyPrecision(
        GaussianPrior<Float64> prior, SparseRows rows, ObservationSet observations, double[] direction)
    {
        var product = new Float64[direction.Length];
        prior.Precision.MultiplyAdd(Lanes(direction), product);
        var result = Doubles(product);
        var observed = new double[observations.Count];
        rows.Apply(direction, observed);
        rows.AddAdjoint(Weighted(observed, observations), result);
        return result;
    }

    private static double[] Precondition(BandMatrix<Float64> factor, double[] residual)
    {
        var solution = Lanes(residual);
        BandCholesky.Solve<Float64>(factor, solution);
        return Doubles(solution);
    }

    private static double[] Weighted(double[] departures, ObservationSet observations) =>
        [.. departures.Zip(observations.ErrorVariances, (departure, variance) => departure / variance)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Doubles(ReadOnlySpan<Float64> values)
    {
        var doubles = new double[values.Length];
        LaneBlock.Gather(values, 0, doubles);
        return doubles;
    }

    private static Float64[] Lanes(double[] values) => Array.ConvertAll(values, Float64.Of);
}
