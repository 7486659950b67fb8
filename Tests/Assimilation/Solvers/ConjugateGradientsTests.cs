using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Solvers;

public class ConjugateGradientsTests
{
    private static readonly Gen<LinearProblem<Float64>> Problems =
        Gen.OneOf(LinearProblems.Local<Float64>(), LinearProblems.Global());

    [Fact]
    public void Estimate_equals_the_dense_normal_equations() => Problems.Sample(problem =>
    {
        var precision = problem.PosteriorPrecision(0);
        var (mean, _, status) = ConjugateGradients.Solve(problem.Prior, problem.Observations[0]);
        Assert.Equal(SolveStatus.Succeeded, status);
        Vectors.AssertClose(problem.DenseEstimate(0, precision), mean, 1e-12 * precision.InfinityNorm());
    });

    [Fact]
    public void Iterations_are_hardly_more_than_observations() => Problems.Sample(problem =>
    {
        var (_, iterations, _) = ConjugateGradients.Solve(problem.Prior, problem.Observations[0], tolerance: 1e-8);
        Assert.InRange(iterations, 0, problem.Observations[0].Count + 3);   // rounding costs an iteration or two
    });

    [Fact]
    public void No_observations_give_the_prior_mean() => Problems.Sample(problem =>
    {
        problem.Prior.Gradient.Clear();
        var (mean, iterations, _) = ConjugateGradients.Solve(problem.Prior, ObservationSet.Empty(problem.Shape.Size));
        Assert.Equal(0, iterations);
        Assert.Equal(Vectors.Lane<Float64>(problem.Prior.Center), mean);
    });

    [Fact]
    public void Prior_that_is_not_positive_definite_is_reported() => Problems.Sample(problem =>
    {
        problem.Prior.Precision[0, 0] = Float64.Of(-1);
        Assert.Equal(SolveStatus.NotPositiveDefinite, ConjugateGradients.Solve(problem.Prior, problem.Observations[0]).Status);
    });
}
