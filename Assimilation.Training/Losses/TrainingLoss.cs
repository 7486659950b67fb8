using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training.Layers;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Losses;

/// <summary>The losses of the two training modes, each a sum over the windows of a shard.</summary>
internal static class TrainingLoss
{
    /// <summary>
    /// The prior is applied to its own estimates, and the gradient goes through all applications; the loss of each is
    /// MSE + λ NLL / d, averaged. One application is the paper's one-shot objective (3.3).
    /// </summary>
    public static Tensor Unrolled(TorchNetworks networks, MicroShard shard, TrainingPlan plan)
    {
        var loss = zeros(1);
        var iterate = Columns(shard.FirstGuess, shard.Count);
        for (var k = 0; k < plan.Applications; k++)
        {
            (iterate, var likelihood) = networks.Estimate(iterate, k);
            loss = loss.Plus(OfEstimate(iterate, likelihood, shard, plan.LikelihoodWeight));
        }
        return loss.Times(1.0 / plan.Applications);
    }

    /// <summary>
    /// The paper's (3.5): each window at a level drawn at random, its iterate on the line from truth to first guess,
    /// z = s z₀ + (1 − s) x, including s = 1 where Algorithm 2 starts.
    /// </summary>
    public static Tensor Paper(TorchNetworks networks, MicroShard shard, TrainingPlan plan)
    {
        var levels = new TemperatureEmbedding(plan.PaperLevels);
        var temperatures = new float[shard.Count];
        var features = new float[TemperatureEmbedding.Size * shard.Count];
        for (var window = 0; window < shard.Count; window++)
        {
            var temperature = levels.Temperature(shard.LevelSource.NextInteger(plan.PaperLevels + 1));
            temperatures[window] = (float)temperature;
            for (var i = 0; i < TemperatureEmbedding.Size; i++)
                features[i * shard.Count + window] = (float)TemperatureEmbedding.Feature(temperature, i);
        }
        var truth = Columns(shard.Truth, shard.Count);
        var iterate = truth.Plus(Columns(temperatures, shard.Count) * (Columns(shard.FirstGuess, shard.Count) - truth));
        var input = cat([iterate, Columns(features, shard.Count)], dim: 0);
        var (estimate, likelihood) = networks.Estimate(input, 0);
        return OfEstimate(estimate, likelihood, shard, plan.LikelihoodWeight);
    }

    private static Tensor OfEstimate(Tensor estimate, Tensor likelihood, MicroShard shard, double likelihoodWeight)
    {
        var error = estimate - Columns(shard.Truth, shard.Count);
        return (error * error).sum().Plus(likelihood.sum().Times(likelihoodWeight)).Times(1.0 / estimate.shape[0]);
    }

    private static Tensor Columns(float[] values, int count) => tensor(values).view(values.Length / count, count);
}
