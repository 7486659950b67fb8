using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Solvers;

public class MapEstimatorInFloat64 : MapEstimatorContract<Float64>;

public class MapEstimatorInFloat64Lanes : MapEstimatorContract<Float64Lanes>;

public class MapEstimatorInFloat32 : MapEstimatorContract<Float32>;

public class MapEstimatorInFloat32VectorsOf128Bits : MapEstimatorContract<Float32x4>;

public class MapEstimatorInFloat32VectorsOf256Bits : MapEstimatorContract<Float32x8>;

public class MapEstimatorInFloat32VectorsOf512Bits : MapEstimatorContract<Float32x16>;

public class MapEstimatorInTwoFloat32Vectors : MapEstimatorContract<Pair<Float32x4>>;

/// <summary>The estimate in precision form equals the dense normal equations, in each lane on its own.</summary>
public abstract class MapEstimatorContract<V> where V : struct, ILane<V>
{
    private static readonly Gen<LinearProblem<V>> Problems = LinearProblems.Local<V>();

    [Fact]
    public void Estimate_equals_the_dense_normal_equations() => Problems.Sample(problem =>
    {
        var estimator = Solve(problem);
        for (var lane = 0; lane < V.Count; lane++)
        {
            var precision = problem.PosteriorPrecision(lane);
            Assert.Equal(SolveStatus.Succeeded, estimator.Status(lane));
            AssertMean(problem.DenseEstimate(lane, precision), estimator, lane, precision);
        }
    });

    [Fact]
    public void Covariance_is_the_band_of_the_dense_posterior_covariance() => Problems.Sample(problem =>
    {
        var estimator = Solve(problem);
        for (var lane = 0; lane < V.Count; lane++)
        {
            var precision = problem.PosteriorPrecision(lane);
            var variances = Enumerable.Range(0, problem.Shape.Size).Select(i => estimator.Covariance[i, i].Get(lane));
            Vectors.AssertClose([.. precision.Inverse().Diagonal()], [.. variances], Tolerance(precision));
        }
    });

    [Fact]
    public void Banded_covariance_gives_the_gain_form() => (
        from problem in Problems
        from root in BandMatrices.Factors<V>(problem.Shape.Size, problem.Shape.HalfBandwidth)
        select (problem, root)).Sample(drawn =>
    {
        var (problem, root) = drawn;
        var prior = new GaussianPrior<V>(problem.Shape) { CovarianceRoot = root };
        problem.Prior.Center.CopyTo(prior.Center);
        var estimator = Solve(problem with { Prior = prior });
        for (var lane = 0; lane < V.Count; lane++)
        {
            var lower = Dense.Lower(root, lane);
            var (covariance, rows) = (lower * lower.Transpose(), Dense.Rows(problem.Observations[lane].Operator.Linearize([])));
            var gain = GainFormEstimator.Solve(Vectors.Lane<V>(prior.Center, lane), covariance, problem.Observations[lane]);
            // An error variance is at least 0.01: the condition number of I + LᵀGL is at most this.
            var tolerance = 64 * Dense.Roundoff<V>() * (1 + 100 * rows.RowCount * covariance.InfinityNorm());
            Vectors.AssertClose(gain.Mean, Vectors.Lane<V>(estimator.Mean, lane), tolerance);

            var errors = Matrix<double>.Build.DenseOfDiagonalArray([.. problem.Observations[lane].ErrorVariances]);
            var cross = covariance * rows.Transpose();
            var posterior = covariance - cross * (rows * cross + errors).Inverse() * cross.Transpose();
            var variances = Enumerable.Range(0, lower.RowCount).Select(i => estimator.Covariance[i, i].Get(lane));
            Vectors.AssertClose([.. posterior.Diagonal()], [.. variances], tolerance * covariance.InfinityNorm());
        }
    });

    [Fact]
    public void Damping_adds_its_share_of_the_largest_diagonal_element() =>
        Gen.Select(Problems, Gen.Double[0, 2]).Sample((problem, damping) =>
        {
            var estimator = Solve(problem, damping);
            for (var lane = 0; lane < V.Count; lane++)
            {
                var precision = problem.PosteriorPrecision(lane);
                precision += damping * precision.Diagonal().Maximum() * Matrix<double>.Build.DenseIdentity(precision.RowCount);
                AssertMean(problem.DenseEstimate(lane, precision), estimator, lane, precision);
            }
        });

    [Fact]
    public void No_observations_give_the_prior_mean() => Problems.Sample(problem =>
    {
        problem.Prior.Gradient.Clear();
        var estimator = new MapEstimator<V>(problem.Shape);
        estimator.Solve(problem.Prior, new ObservationInformation<V>(problem.Shape), V.Of(0));
        Assert.Equal(problem.Prior.Center.Span.ToArray(), estimator.Mean.Span.ToArray());
    });

    [Fact]
    public void Estimate_from_the_root_of_the_precision_is_that_from_the_precision() =>
        Problems.SelectMany(problem => BandMatrices.Factors<V>(problem.Shape.Size, problem.Shape.HalfBandwidth).Select(root => (problem, root)))
            .Sample((problem, root) =>
            {
                const double Floor = 0.5;
                var given = new GaussianPrior<V>(problem.Shape) { PrecisionRoot = new PrecisionRoot<V>(root, Floor, (_, _) => { }) };
                problem.Prior.Center.CopyTo(given.Center);
                problem.Prior.Gradient.CopyTo(given.Gradient);
                problem.Prior.Precision.Clear();
                problem.Prior.Precision.AddSquareOf(root);
                for (var j = 0; j < root.Size; j++) problem.Prior.Precision[j, j] += V.Of(Floor);

                var (expected, actual) = (Solve(problem), Solve(problem with { Prior = given }));
                for (var lane = 0; lane < V.Count; lane++)
                {
                    var precision = problem.PosteriorPrecision(lane);
                    AssertMean(Vectors.Lane<V>(expected.Mean, lane), actual, lane, precision);
                    Assert.Equal(expected.Covariance[0, 0].Get(lane), actual.Covariance[0, 0].Get(lane), 1e3 * Dense.Roundoff<V>() * precision.ConditionNumber());
                }
            });

    [Fact]
    public void Order_of_observations_is_irrelevant() => Problems.Sample(problem =>
    {
        var sets = problem.Observations.Select(set => set.Choose(Enumerable.Range(0, set.Count).Reverse()));
        var reversed = Solve(problem with { Observations = [.. sets] });
        var estimator = Solve(problem);
        for (var lane = 0; lane < V.Count; lane++)
            AssertMean(Vectors.Lane<V>(estimator.Mean, lane), reversed, lane, problem.PosteriorPrecision(lane));
    });

    [Fact]
    public void Noise_free_full_observation_returns_the_observation() => Problems.Sample(problem =>
    {
        const double ErrorVariance = 1e-5;   // small against the prior variances, which are above 1e-3
        var d = problem.Shape.Size;
        var truth = Vectors.Lane<V>(problem.Prior.Gradient);
        var full = new ObservationSet(new SparseRows(d, [.. Enumerable.Range(0, d).Select(i => new[] { (i, 1.0) })]),
            truth, [.. Enumerable.Repeat(ErrorVariance, d)]);
        var estimator = Solve(problem with { Observations = [.. Enumerable.Repeat(full, V.Count)] });
        for (var lane = 0; lane < V.Count; lane++)
        {
            // What remains is (Λ + I/ρ²)⁻¹ (b − Λ (y − c)), at most ρ² times that vector.
            var prior = Dense.Symmetric(problem.Prior.Precision, lane);
            var distance = Dense.Of(truth) - Dense.Lane(problem.Prior.Center, lane);
            var pull = Dense.Lane(problem.Prior.Gradient, lane) - prior * distance;
            var error = Dense.Lane(estimator.Mean, lane) - Dense.Of(truth);
            Assert.True(error.L2Norm() <= ErrorVariance * pull.L2Norm() + 64 * Dense.Roundoff<V>() * truth.Length);
        }
    });

    [Fact]
    public void Lane_without_a_positive_definite_precision_says_so() =>
        Gen.Select(Problems, Gen.Int[0, V.Count - 1]).Sample((problem, bad) =>
        {
            ref var element = ref problem.Prior.Precision[0, 0];
            element = element.With(bad, -1e6);
            var estimator = Solve(problem);
            for (var lane = 0; lane < V.Count; lane++)
                Assert.Equal(lane == bad ? SolveStatus.NotPositiveDefinite : SolveStatus.Succeeded, estimator.Status(lane));
        });

    [Fact]
    public void Lane_with_an_infinite_prior_says_so() => Gen.Select(Problems, Gen.Int[0, V.Count - 1]).Sample((problem, bad) =>
    {
        problem.Prior.Gradient[0] = problem.Prior.Gradient[0].With(bad, double.PositiveInfinity);
        var estimator = Solve(problem);
        for (var lane = 0; lane < V.Count; lane++)
            Assert.Equal(lane == bad ? SolveStatus.NotFinite : SolveStatus.Succeeded, estimator.Status(lane));
    });

    private static MapEstimator<V> Solve(LinearProblem<V> problem, double damping = 0)
    {
        var estimator = new MapEstimator<V>(problem.Shape);
        estimator.Solve(problem.Prior, problem.Information, V.Of(damping));
        return estimator;
    }

    private static void AssertMean(double[] expected, MapEstimator<V> estimator, int lane, Matrix<double> precision) =>
        Vectors.AssertClose(expected, Vectors.Lane<V>(estimator.Mean, lane), Tolerance(precision));

    /// <summary>Rounding of sums over the band, times a bound of the condition number: no eigenvalue is below 1.</summary>
    private static double Tolerance(Matrix<double> precision) => 64 * Dense.Roundoff<V>() * precision.InfinityNorm();
}
