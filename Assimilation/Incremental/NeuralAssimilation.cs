using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>The outer loop as a prior wants it run: with the update rule and the number of levels that it was trained for.</summary>
public static class NeuralAssimilation
{
    /// <summary>Makes the loop for a block of windows.</summary>
    /// <typeparam name="V">The lane type.</typeparam>
    /// <param name="prior">The prior.</param>
    /// <param name="windows">The windows, loaded before each run.</param>
    public static IncrementalAssimilation<V> Create<V>(Prior prior, WindowBlock<V> windows) where V : struct, ILane<V>
    {
        ArgumentNullException.ThrowIfNull(prior);
        IUpdateRule<V> update = prior.Networks.Temperature is { } temperatures
            ? new ColdDiffusionUpdate<V>(temperatures)
            : new DirectUpdate<V>(prior.Networks.Levels);
        return new IncrementalAssimilation<V>(windows, prior.Networks.Model<V>(prior.Shape), update);
    }
}
