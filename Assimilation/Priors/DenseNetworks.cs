using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Priors;

/// <summary>Networks that take the whole window at once: the default.</summary>
/// <param name="Applications">
/// The pairs: d (+ 9) inputs; d outputs of the mean, d (w + 1) of the band. One for each level, or a single one for all.
/// </param>
/// <param name="Form">What the band is.</param>
/// <param name="Factor">How raw outputs become the band's factor.</param>
/// <param name="Temperature">Where one pair serves all levels: how it is told the level. Else null.</param>
public sealed record DenseNetworks(
    IReadOnlyList<(ResidualNetwork Mean, ResidualNetwork? Band)> Applications,
    PriorForm Form,
    PrecisionFactor Factor,
    TemperatureEmbedding? Temperature) : PriorNetworks(Form, Factor, Temperature)
{
    /// <inheritdoc/>
    public override int Levels => Temperature is { } shared ? shared.Levels + 1 : Applications.Count;

    /// <summary>The number of inputs of each network.</summary>
    public int Inputs => Applications[0].Mean.Inputs;

    /// <summary>The largest hidden width, for working memory.</summary>
    public int LargestWidth => Applications.Max(pair => Math.Max(pair.Mean.Width, pair.Band?.Width ?? 0));

    /// <summary>The networks of level k.</summary>
    public (ResidualNetwork Mean, ResidualNetwork? Band) At(int level) => Applications[Temperature is null ? level : 0];

    /// <inheritdoc/>
    public override IPriorModel<V> Model<V>(WindowShape shape) => new NeuralPrior<V>(this, shape);
}
