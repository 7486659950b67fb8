namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>
/// The gradient of the training loss of a shard's windows. The prior is applied to its own estimates, as often as it has networks,
/// and the gradient goes through all applications; the loss of each is MSE + λ NLL / d, averaged over the applications and summed
/// over the windows. One application is the paper's objective, (3.3) or, where levels share networks, (3.5).
/// </summary>
internal interface IShardGradient : IDisposable
{
    /// <summary>Takes over the windows of a shard.</summary>
    void Load(MicroShard shard);

    /// <summary>Computes the contribution of the windows loaded last.</summary>
    /// <param name="parameters">All weights and biases.</param>
    GradientContribution Compute(ReadOnlySpan<float> parameters);
}
