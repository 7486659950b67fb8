using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// z_{k+1} = z_k + (s_k − s_{k+1}) (x_k − z₀), the increment that (3.4) implies and Bansal et al. use, where the print of
/// Algorithm 2 has s_k; see docs/paper-notes.md. The last estimate is the result.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="temperatures">The schedule s_k.</param>
public sealed class ColdDiffusionUpdate<V>(TemperatureEmbedding temperatures) : IUpdateRule<V> where V : struct, ILane<V>
{
    private LaneArray<V> _firstGuess = new(0);

    /// <inheritdoc/>
    public V Damping => V.Of(0);

    /// <inheritdoc/>
    public void Begin(WindowBlock<V> windows) => _firstGuess = windows.FirstGuess;

    /// <inheritdoc/>
    public bool Next(Span<V> iterate, MapEstimator<V> estimate, int level)
    {
        if (level == temperatures.Levels)
        {
            estimate.Mean.CopyTo(iterate);
            return false;
        }
        var step = new Step(temperatures.Temperature(level) - temperatures.Temperature(level + 1));
        Elementwise.Apply<Step, V>(step, iterate, estimate.Mean, _firstGuess, iterate);
        return true;
    }

    private readonly struct Step(double size) : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public L Of<L>(L iterate, L estimate, L firstGuess) where L : struct, ILane<L> =>
            L.MultiplyAdd(L.Of(size), estimate - firstGuess, iterate);
    }
}
