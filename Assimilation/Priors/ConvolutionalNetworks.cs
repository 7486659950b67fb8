using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Priors;

/// <summary>Networks that are convolutions along the steps, for windows of any length. ADR 0017.</summary>
/// <param name="Applications">The pairs, one for each level: φ inputs of each step; φ outputs of the mean, φ (w + 1) of the band.</param>
/// <param name="Factor">How raw outputs become the root of the precision.</param>
public sealed record ConvolutionalNetworks(
    IReadOnlyList<(ConvolutionalNetwork Mean, ConvolutionalNetwork Band)> Applications, PrecisionFactor Factor)
    : PriorNetworks(PriorForm.Precision, Factor, Temperature: null)
{
    /// <inheritdoc/>
    public override int Levels => Applications.Count;

    /// <summary>How many steps before and after a step one application looks at.</summary>
    public int Reach => Applications.Max(pair => Math.Max(pair.Mean.Reach, pair.Band.Reach));

    /// <inheritdoc/>
    public override IPriorModel<V> Model<V>(WindowShape shape) => typeof(V) == typeof(Float32)
        ? (IPriorModel<V>)TiledPrior.Create(this, shape)
        : new ConvolutionalPrior<V>(this, shape);

    /// <summary>How many numbers of working memory an application to so many steps needs.</summary>
    internal int WorkSize(int steps) => Applications.Max(pair => Math.Max(pair.Mean.WorkSize(steps), pair.Band.WorkSize(steps)));
}
