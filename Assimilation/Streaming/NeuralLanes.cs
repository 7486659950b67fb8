using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <inheritdoc/>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class NeuralLanes<V> : INeuralLanes where V : struct, ILane<V>
{
    private readonly WindowBlock<V> _windows;
    private readonly IncrementalAssimilation<V> _loop;
    private (V Before, V After)? _costs;

    /// <summary>Makes it with its working memory.</summary>
    public NeuralLanes(Prior prior)
    {
        _windows = new WindowBlock<V>(prior.Shape);
        _loop = NeuralAssimilation.Create(prior, _windows);
    }

    /// <inheritdoc/>
    public void Run(
        ReadOnlySpan<double[]> firstGuesses, ReadOnlySpan<ObservationSet> observations, ReadOnlySpan<StateInformation?> arrivals,
        ReadOnlySpan<Continuation?> continuations, int level)
    {
        _windows.Load(firstGuesses, observations, arrivals, continuations);
        _loop.Run(level);
        _costs = null;
    }

    /// <inheritdoc/>
    public SolveStatus Status(int lane) => _loop.Estimate.Status(lane);

    /// <inheritdoc/>
    public (double Before, double After) Cost(int lane)
    {
        var (before, after) = _costs ??= (_loop.Cost(_windows.FirstGuess), _loop.Cost(_loop.Analysis));
        return (before.Get(lane), after.Get(lane));
    }

    /// <inheritdoc/>
    public void Read(int lane, Span<double> analysis) => LaneBlock.Gather<V>(_loop.Analysis, lane, analysis);

    /// <inheritdoc/>
    public double Covariance(int row, int column, int lane) => LaneBlock.Get(ref _loop.Estimate.Covariance[row, column], lane);

    /// <inheritdoc/>
    public StateEstimate StateAt(int step, int lane) => _loop.Estimate.StateAt(step, lane);
}
