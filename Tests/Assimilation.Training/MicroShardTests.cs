using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training;

public class MicroShardTests
{
    [Fact]
    public void Shared_networks_see_iterates_between_truth_and_first_guess_and_their_temperature()
    {
        var plan = TestPlans.Small with { Mode = TrainingMode.Paper, LikelihoodWeight = 0, BatchSize = 512 };
        var (shard, firstGuess) = (Draw(plan), Draw(plan with { Mode = TrainingMode.OneShot, Applications = 1 }).Input);

        Assert.Equal(firstGuess.Length, shard.Truth.Length);
        var temperatures = shard.Input.AsSpan(shard.Truth.Length, shard.Count).ToArray();
        for (var i = 0; i < shard.Truth.Length; i++)
        {
            var temperature = temperatures[i % shard.Count];
            Assert.Equal((1 - temperature) * shard.Truth[i] + temperature * firstGuess[i], shard.Input[i], 1e-5);
        }
        var levels = new TemperatureEmbedding(plan.PaperLevels);
        Assert.Equal(
            Enumerable.Range(0, plan.PaperLevels + 1).Select(level => (float)levels.Temperature(level)).Order(),
            temperatures.Distinct().Order());
        for (var (window, at) = (0, shard.Truth.Length); window < shard.Count; window++)
        {
            for (var feature = 0; feature < TemperatureEmbedding.Size; feature++)
                Assert.Equal(
                    TemperatureEmbedding.Feature(temperatures[window], feature), shard.Input[at + feature * shard.Count + window], 1e-5);
        }
    }

    private static MicroShard Draw(TrainingPlan plan) => TestPlans.Draw(plan, step: 0, index: 0);
}
