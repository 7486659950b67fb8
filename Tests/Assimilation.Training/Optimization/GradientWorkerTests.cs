using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training.Optimization;

public class GradientWorkerTests
{
    public static TheoryData<TrainingPlan> Plans { get; } =
    [
        TestPlans.Small,
        TestPlans.Small with { Applications = 1, LikelihoodWeight = 0, BatchSize = 128 },
        TestPlans.Small with { Mode = TrainingMode.Paper, LikelihoodWeight = 0 },
    ];

    [Theory, MemberData(nameof(Plans))]
    public void Gradient_equals_that_of_dense_torch(TrainingPlan plan)
    {
        var parameters = ParameterInitialization.Draw(plan.Architecture(), plan.Seed);
        using var ours = new GradientWorker(plan, TestPlans.Climatology);
        using var dense = new GradientWorker(plan, TestPlans.Climatology, isDense: true);
        var (expected, actual) = (dense.Compute(parameters, step: 3, shard: 1), ours.Compute(parameters, step: 3, shard: 1));

        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Loss, actual.Loss, 1e-4 * expected.Loss);
        // Both are float32, and both solve systems whose condition is a few hundred.
        var (error, norm) = (Doubles(actual).Minus(Doubles(expected)).Norm(), Doubles(expected).Norm());
        Assert.True(error < 1e-3 * norm, $"off by {error:g3} of {norm:g3}");
    }

    private static double[] Doubles(GradientContribution contribution) => Array.ConvertAll(contribution.Gradient, value => (double)value);
}
