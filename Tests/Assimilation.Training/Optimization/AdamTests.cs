using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.TwinExperiments;
using static TorchSharp.torch;

namespace NeuralDA.Tests.Assimilation.Training.Optimization;

public class AdamTests
{
    private const int Size = 50, Count = 8;
    private const double LearningRate = 0.01;

    [Fact]
    public void Updates_equal_those_of_torch()
    {
        using var scope = NewDisposeScope();
        var random = new RandomSource(1);
        float[] Draw(double scale) => [.. Enumerable.Range(0, Size).Select(_ => (float)(scale * random.NextGaussian()))];
        var start = Draw(1);
        var parameters = new TorchSharp.Modules.Parameter(tensor(start));
        var theirs = optim.Adam([parameters], LearningRate);
        var ours = new Adam([.. start]);
        for (var step = 0; step < 20; step++)
        {
            // A sum over eight windows; its mean has a norm below one, so nothing is clipped.
            var sum = Draw(0.05 * Count);
            parameters.grad = tensor(sum).mul(tensor(1f / Count));
            theirs.step();
            Assert.True(ours.Update(new GradientContribution(sum, 0, Count), LearningRate));
            // Steps are of the size of the rate; each has a few float32 roundings of it and of the parameter.
            foreach (var (expected, actual) in parameters.data<float>().Zip(ours.Parameters))
                Assert.Equal(expected, actual, 2e-6f * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void Long_gradients_are_clipped_to_norm_one()
    {
        Adam Step(float scale)
        {
            var adam = new Adam(new float[Size]);
            adam.Update(new GradientContribution([.. Enumerable.Repeat(scale, Size)], 0, Count), LearningRate);
            return adam;
        }
        Assert.Equal(Step(100).FirstMoment, Step(200).FirstMoment);
        var norm = Math.Sqrt(Step(100).FirstMoment.Sum(m => (double)m * m));
        Assert.Equal(0.1 * Adam.LargestNorm, norm, 1e-6);   // a tenth of the gradient enters the first moment
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Gradient_that_is_not_finite_is_skipped(float bad)
    {
        var adam = new Adam([1, 2]);
        Assert.False(adam.Update(new GradientContribution([1, bad], 0, 1), LearningRate));
        Assert.Equal([1, 2], adam.Parameters);
        Assert.Equal(0, adam.Updates);
        Assert.All(adam.FirstMoment, moment => Assert.Equal(0, moment));
    }

    [Fact]
    public void Learning_rate_rises_linearly_and_falls_as_a_cosine()
    {
        var plan = new NeuralDA.Assimilation.Training.TrainingPlan
        {
            Setting = "blanke2024-lorenz63-print", Steps = 1000, WarmUpSteps = 10, LearningRate = 0.5,
        };
        Assert.Equal(0.05, LearningRateSchedule.At(0, plan), 1e-12);
        Assert.Equal(0.25, LearningRateSchedule.At(500, plan), 1e-12);
        Assert.InRange(LearningRateSchedule.At(999, plan), 0, 1e-5);
        for (var step = 10; step < 999; step++)
            Assert.True(LearningRateSchedule.At(step + 1, plan) < LearningRateSchedule.At(step, plan));
    }
}
