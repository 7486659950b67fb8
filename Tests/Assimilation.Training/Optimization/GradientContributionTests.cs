using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training.Optimization;

public class GradientContributionTests
{
    private static readonly TrainingPlan Plan = TestPlans.Small;

    [Fact]
    public void Sum_adds_gradients_losses_and_counts()
    {
        var sum = GradientContribution.Sum([.. Enumerable.Range(1, 4).Select(i => new GradientContribution([i, 10 * i], i, i))]);
        Assert.Equal([10, 100], sum.Gradient);
        Assert.Equal((10, 10), (sum.Loss, sum.Count));
    }

    [Fact]
    public void Sum_is_taken_along_the_fixed_tree()
    {
        // In float32 (1 + 1e8) + (−1e8 + 1) is 0, but ((1 + 1e8) − 1e8) + 1 is 1.
        GradientContribution[] shards = [.. new[] { 1f, 1e8f, -1e8f, 1f }.Select(g => new GradientContribution([g], 0, 1))];
        Assert.Equal(0, GradientContribution.Sum(shards).Gradient[0]);
    }

    [Fact]
    public void Contribution_does_not_depend_on_the_worker_nor_on_what_it_did_before()
    {
        var parameters = ParameterInitialization.Draw(Plan.Architecture(), seed: 1);
        using var fresh = new GradientWorker(Plan, TestSettings.Lorenz63Climatology);
        using var used = new GradientWorker(Plan, TestSettings.Lorenz63Climatology);
        used.Compute(parameters, step: 7, shard: 1);
        used.Compute(parameters, step: 3, shard: 0);
        var (expected, actual) = (fresh.Compute(parameters, step: 5, shard: 1), used.Compute(parameters, step: 5, shard: 1));
        Assert.Equal(expected.Gradient, actual.Gradient);
        Assert.Equal((expected.Loss, expected.Count), (actual.Loss, actual.Count));
    }

    [Theory, InlineData(TrainingMode.Unrolled), InlineData(TrainingMode.Paper)]
    public void Gradient_equals_a_finite_difference_of_the_loss(TrainingMode mode)
    {
        var plan = Plan with { Mode = mode };
        using var worker = new GradientWorker(plan, TestSettings.Lorenz63Climatology);
        var parameters = ParameterInitialization.Draw(plan.Architecture(), seed: 1);
        var gradient = worker.Compute(parameters, step: 1, shard: 0).Gradient;

        // Along the gradient itself, where the change is large against the rounding of a float32 loss.
        var norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        const double Length = 1e-2;
        double LossAt(double length) => worker.Compute(
            [.. parameters.Zip(gradient, (p, g) => (float)(p + length * g / norm))], step: 1, shard: 0).Loss;
        var slope = (LossAt(Length) - LossAt(-Length)) / (2 * Length);
        Assert.Equal(1, slope / norm, 0.01);   // curvature over the step, and float32
    }

    [Fact]
    public void Initial_parameters_follow_from_the_seed_and_lie_within_their_bounds()
    {
        var architecture = Plan.Architecture();
        var parameters = ParameterInitialization.Draw(architecture, seed: 3);
        Assert.Equal(parameters, ParameterInitialization.Draw(architecture, seed: 3));
        Assert.NotEqual(parameters, ParameterInitialization.Draw(architecture, seed: 4));
        Assert.Equal(architecture.Layers().Sum(layer => layer.ParameterCount), parameters.Length);
        var at = 0;
        foreach (var layer in architecture.Layers())
        {
            var bound = 1 / Math.Sqrt(layer.Inputs);
            Assert.All(parameters[at..(at + layer.ParameterCount)], p => Assert.InRange(Math.Abs(p), 0, bound));
            at += layer.ParameterCount;
        }
    }
}
