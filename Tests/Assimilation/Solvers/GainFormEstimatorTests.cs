using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Solvers;

public class GainFormEstimatorTests
{
    private static readonly Gen<LinearProblem<Float64>> Problems = LinearProblems.Local<Float64>();

    [Fact]
    public void Gain_form_equals_precision_form() => Problems.Sample(problem =>
    {
        var precision = problem.PosteriorPrecision(0);
        var tolerance = 64 * Dense.Roundoff<Float64>() * Math.Pow(precision.InfinityNorm(), 2);   // P is an inverse already
        Vectors.AssertClose(problem.DenseEstimate(0, precision), Solve(problem).Mean, tolerance);
    });

    [Fact]
    public void Innovations_and_their_statistics_are_the_dense_ones() => Problems.Sample(problem =>
    {
        var (estimate, set) = (Solve(problem), problem.Observations[0]);
        var (mean, covariance) = Prior(problem);
        var rows = Dense.Rows(set.Operator.Linearize([]));
        var innovations = Dense.Of(set.Values) - rows * Dense.Of(mean);
        var background = rows * covariance * rows.Transpose();
        Vectors.AssertClose([.. innovations], estimate.Innovations, 1e-12);
        Vectors.AssertClose([.. background.Diagonal()], estimate.BackgroundVariances, 1e-12);
        if (set.Count == 0) return;
        background.SetDiagonal(background.Diagonal() + Dense.Of(set.ErrorVariances));
        var chiSquare = innovations * background.Cholesky().Solve(innovations);
        Assert.Equal(chiSquare, estimate.ChiSquare, 1e-10 * Math.Max(1, chiSquare));   // error variances of 0.01: condition 1e3
    });

    [Fact]
    public void Many_copies_of_an_observation_count_as_one_with_a_smaller_error() => Problems.Sample(problem =>
    {
        var (mean, covariance) = Prior(problem);
        var (set, copies) = (problem.Observations[0], problem.Shape.Size + 1);
        var many = set.Choose(Enumerable.Range(0, copies * set.Count).Select(i => i % set.Count));
        var copied = new ObservationSet(many.Operator, many.Values, [.. many.ErrorVariances.Select(variance => copies * variance)]);
        var (one, all) = (Solve(problem), GainFormEstimator.Solve(mean, covariance, copied));
        Vectors.AssertClose(one.Mean, all.Mean, 1e-9 * (1 + covariance.InfinityNorm()));
        Assert.Equal(one.ChiSquare, all.ChiSquare, 1e-9 * (1 + one.ChiSquare) * (1 + covariance.InfinityNorm()));
    });

    [Fact]
    public void No_observations_give_the_prior_mean() => Problems.Sample(problem =>
    {
        var (mean, covariance) = Prior(problem);
        Assert.Equal(mean, GainFormEstimator.Solve(mean, covariance, ObservationSet.Empty(problem.Shape.Size)).Mean);
    });

    private static GainFormEstimate Solve(LinearProblem<Float64> problem)
    {
        var (mean, covariance) = Prior(problem);
        return GainFormEstimator.Solve(mean, covariance, problem.Observations[0]);
    }

    /// <summary>The mean c + Λ⁻¹ b and the covariance Λ⁻¹.</summary>
    private static (double[] Mean, MathNet.Numerics.LinearAlgebra.Matrix<double> Covariance) Prior(LinearProblem<Float64> problem)
    {
        var covariance = Dense.Symmetric(problem.Prior.Precision, 0).Inverse();
        return ([.. Dense.Lane(problem.Prior.Center, 0) + covariance * Dense.Lane(problem.Prior.Gradient, 0)], covariance);
    }
}
