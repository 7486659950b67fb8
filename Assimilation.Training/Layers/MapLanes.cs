using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Training.Layers;

/// <inheritdoc/>
/// <typeparam name="V">The lane type; the number of windows is a multiple of its lanes.</typeparam>
internal sealed class MapLanes<V> : IMapLanes where V : struct, ILane<V>
{
    private readonly MapBlock<V>[][] _blocks;
    private readonly ObservationInformation<V>[] _information;
    private readonly LaneArray<V> _gradient;
    private readonly int _windows;

    /// <summary>Makes it with its working memory, see <see cref="MapLanes.Create"/>.</summary>
    public MapLanes(PriorArchitecture architecture, int windows, bool withLikelihood)
    {
        var blocks = Enumerable.Range(0, windows / V.Count);
        _windows = windows;
        _information = [.. blocks.Select(_ => new ObservationInformation<V>(architecture.Shape))];
        _gradient = new LaneArray<V>(architecture.Shape.Size);
        _blocks = [.. Enumerable.Range(0, architecture.Applications)
            .Select(_ => blocks.Select(_ => MapBlock<V>.Create(architecture, withLikelihood)).ToArray())];
    }

    /// <inheritdoc/>
    public void Load(MicroShard shard)
    {
        for (var b = 0; b < _information.Length; b++) shard.LoadObservations(_information[b], b * V.Count);
        foreach (var application in _blocks)
            for (var b = 0; b < application.Length; b++) Load(shard.Truth, b, application[b].Truth);
    }

    /// <inheritdoc/>
    public void Forward(
        int application, ReadOnlySpan<float> mean, ReadOnlySpan<float> raw, Span<float> estimate, Span<float> likelihood)
    {
        for (var b = 0; b < _information.Length; b++)
        {
            var block = _blocks[application][b];
            Load(mean, b, block.PriorMean);
            Load(raw, b, block.Raw);
            block.Forward(_information[b]);
            Store(block.Mean, b, estimate);
            block.NegativeLogLikelihood.Store(likelihood.Slice(b * V.Count, V.Count));
        }
    }

    /// <inheritdoc/>
    public void Backward(
        int application, ReadOnlySpan<float> estimate, ReadOnlySpan<float> likelihood, Span<float> mean, Span<float> raw)
    {
        for (var b = 0; b < _information.Length; b++)
        {
            var block = _blocks[application][b];
            Load(estimate, b, _gradient);
            block.Backward(_gradient, V.Load(likelihood.Slice(b * V.Count, V.Count)));
            Store(block.PriorMeanGradient, b, mean);
            Store(block.RawGradient.Elements, b, raw);
        }
    }

    private void Load(ReadOnlySpan<float> source, int block, Span<V> target)
    {
        for (var i = 0; i < target.Length; i++) target[i] = V.Load(source[(i * _windows + block * V.Count)..]);
    }

    private void Store(ReadOnlySpan<V> source, int block, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++) source[i].Store(target[(i * _windows + block * V.Count)..]);
    }
}

/// <summary>Makes them.</summary>
internal static class MapLanes
{
    /// <summary>In the lanes that suit this machine and so many windows; a window's numbers are the same in all.</summary>
    /// <param name="architecture">The prior's networks.</param>
    /// <param name="windows">The number of windows, a multiple of 16.</param>
    /// <param name="withLikelihood">Whether the likelihood of the truth is wanted.</param>
    public static IMapLanes Create(PriorArchitecture architecture, int windows, bool withLikelihood) =>
        TrainingLanes.For(windows, new Maker(architecture, windows, withLikelihood));

    private sealed record Maker(PriorArchitecture Architecture, int Windows, bool WithLikelihood) : IMadeOfLanes<IMapLanes>
    {
        public IMapLanes Of<V>() where V : struct, ILane<V> => new MapLanes<V>(Architecture, Windows, WithLikelihood);
    }
}
