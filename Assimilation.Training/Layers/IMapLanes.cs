namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>The MAP estimates of a shard's windows, whatever the lanes they are computed in. Rows are [n] windows.</summary>
internal interface IMapLanes
{
    /// <summary>Takes over the windows of a shard.</summary>
    void Load(MicroShard shard);

    /// <summary>Computes estimates and likelihoods.</summary>
    /// <param name="application">Which application of the prior; each keeps what its backward pass needs.</param>
    /// <param name="mean">μ, [d, n].</param>
    /// <param name="raw">The networks' raw output for the band, [d (w + 1), n].</param>
    /// <param name="estimate">Receives x, [d, n].</param>
    /// <param name="likelihood">Receives the negative log likelihood of the truth, [n].</param>
    void Forward(
        int application, ReadOnlySpan<float> mean, ReadOnlySpan<float> raw, Span<float> estimate, Span<float> likelihood);

    /// <summary>Computes gradients from those of the results.</summary>
    /// <param name="application">The application.</param>
    /// <param name="estimate">The gradient with respect to x, [d, n].</param>
    /// <param name="likelihood">That with respect to the negative log likelihood, [n].</param>
    /// <param name="mean">Receives the gradient with respect to μ, [d, n].</param>
    /// <param name="raw">Receives that with respect to the raw output, [d (w + 1), n].</param>
    void Backward(
        int application, ReadOnlySpan<float> estimate, ReadOnlySpan<float> likelihood, Span<float> mean, Span<float> raw);
}
