using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// z_{k+1} = z_k + s_k (x_k − z₀), as Algorithm 2 is printed, with z as the result. It diverges: the steps add up to more than
/// the way from first guess to truth. Kept to show why <see cref="ColdDiffusionUpdate{V}"/> must be what was meant.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="temperatures">The schedule s_k.</param>
public sealed class LiteralUpdate<V>(TemperatureEmbedding temperatures) : IUpdateRule<V> where V : struct, ILane<V>
{
    private LaneArray<V> _firstGuess = new(0);

    /// <inheritdoc/>
    public V Damping => V.Of(0);

    /// <inheritdoc/>
    public void Begin(WindowBlock<V> windows) => _firstGuess = windows.FirstGuess;

    /// <inheritdoc/>
    public bool Next(Span<V> iterate, MapEstimator<V> estimate, int level)
    {
        var step = V.Of(temperatures.Temperature(level));
        for (var i = 0; i < iterate.Length; i++)
            iterate[i] = V.MultiplyAdd(step, estimate.Mean[i] - _firstGuess[i], iterate[i]);
        return level < temperatures.Levels;
    }
}
