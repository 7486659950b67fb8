using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Priors;

/// <summary>The networks of a learned prior: for each application a mean network and, unless the mean is all, one for the band.</summary>
/// <param name="Form">What the band is.</param>
/// <param name="Factor">How raw outputs become the band's factor.</param>
/// <param name="Temperature">Where one pair serves all levels: how it is told the level. Else null.</param>
public abstract record PriorNetworks(PriorForm Form, PrecisionFactor Factor, TemperatureEmbedding? Temperature)
{
    /// <summary>How often the outer loop applies the prior.</summary>
    public abstract int Levels { get; }

    /// <summary>The prior as the outer loop takes it, with working memory of its own.</summary>
    /// <typeparam name="V">The lane type.</typeparam>
    /// <param name="shape">The shape of the windows.</param>
    public abstract IPriorModel<V> Model<V>(WindowShape shape) where V : struct, ILane<V>;
}
