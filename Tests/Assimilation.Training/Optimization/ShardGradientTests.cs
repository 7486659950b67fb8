using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training.Optimization;

public class ShardGradientTests
{
    // Widths that are no multiple of a tile, of a vector or of a panel of weights; more inputs than a layer sums at once. Networks as
    // large as these take their blocks together, small ones one after the other.
    private static readonly TrainingPlan Odd = TestPlans.Small with { BatchSize = 128, MeanWidth = 145, PrecisionWidth = 51 };

    public static TheoryData<TrainingPlan> Plans { get; } =
    [
        Odd,
        TestPlans.Small with { BatchSize = 128 },
        Odd with { Mode = TrainingMode.Paper, LikelihoodWeight = 0 },
        Odd with { Mode = TrainingMode.PaperCovariance, LikelihoodWeight = 0 },
        Odd with { Mode = TrainingMode.OneShot, Applications = 1, BatchSize = 32 },
        Odd with { Mode = TrainingMode.ColdDiffusion, LikelihoodWeight = 0 },
    ];

    [Theory, MemberData(nameof(Plans))]
    public void Gradient_by_hand_equals_that_of_torch(TrainingPlan plan)
    {
        using var torch = new TorchGradient(plan, isDense: false);
        var expected = Compute(torch, plan);
        foreach (var byHand in InAllLanes(plan))
        {
            var actual = Compute(byHand, plan);
            Assert.Equal(expected.Count, actual.Count);
            Assert.Equal(expected.Loss, actual.Loss, 1e-5 * expected.Loss);
            var (error, norm) = (Doubles(actual).Minus(Doubles(expected)).Norm(), Doubles(expected).Norm());
            Assert.True(error < 1e-4 * norm, $"{byHand.GetType()}: off by {error:g3} of {norm:g3}");
        }
    }

    [Fact]
    public void Gradient_follows_from_the_parameters_alone()
    {
        using var gradient = LaneGradient.Create(Odd);
        var shard = Draw(Odd);
        gradient.Load(shard);
        float[] parameters = Parameters(Odd), others = [.. parameters.Select(value => 2 * value)];
        var (first, second, again) = (gradient.Compute(parameters), gradient.Compute(others), gradient.Compute(parameters));

        Assert.NotEqual(first.Gradient, second.Gradient);
        Assert.Equal(first.Gradient, again.Gradient);
        Assert.Equal(first.Loss, again.Loss);
    }

    private static IEnumerable<IShardGradient> InAllLanes(TrainingPlan plan) =>
    [
        new LaneGradient<Float32x4>(plan), new LaneGradient<Pair<Float32x4>>(plan), new LaneGradient<Pair<Float32x8>>(plan),
        new LaneGradient<Float32x16>(plan), LaneGradient.Create(plan),
    ];

    private static GradientContribution Compute(IShardGradient gradient, TrainingPlan plan)
    {
        gradient.Load(Draw(plan));
        return gradient.Compute(Parameters(plan));
    }

    private static MicroShard Draw(TrainingPlan plan) => TestPlans.Draw(plan, step: 3, index: 1);

    private static float[] Parameters(TrainingPlan plan) => ParameterInitialization.Draw(plan.Architecture(), plan.Seed);

    private static double[] Doubles(GradientContribution contribution) => Array.ConvertAll(contribution.Gradient, value => (double)value);
}
