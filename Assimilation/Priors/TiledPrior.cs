using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The learned prior of convolutional networks for one window of any length. The window is cut into tiles, and what is a window for
/// <see cref="ConvolutionalPrior{V}"/> is here a tile with a halo on both sides, as wide as the networks look: the tiles lie side by
/// side in lanes, a window takes the time of as many tiles, and memory grows with its length only. Every number is, bit for bit, that
/// of the window as a whole.
/// </summary>
/// <typeparam name="V">The lane type, of float32 numbers.</typeparam>
internal sealed class TiledPrior<V> : IPriorModel<Float32> where V : struct, ILane<V>
{
    private readonly ConvolutionalNetworks _networks;
    private readonly WindowShape _shape;
    private readonly int _tile;
    private readonly int _halo;
    private readonly GaussianPrior<Float32> _prior;
    private readonly BandMatrix<Float32> _root;
    private readonly LaneArray<V> _input;
    private readonly LaneArray<V> _within;
    private readonly LaneArray<V> _mean;
    private readonly LaneArray<V> _raw;
    private readonly LaneArray<V> _work;

    /// <summary>Makes the prior model.</summary>
    /// <param name="networks">The networks, shared.</param>
    /// <param name="shape">The shape of the window.</param>
    /// <param name="tile">Steps of a tile, without its halo.</param>
    public TiledPrior(ConvolutionalNetworks networks, WindowShape shape, int tile)
    {
        (_networks, _shape, _tile, _halo) = (networks, shape, tile, networks.Reach);
        _root = new BandMatrix<Float32>(shape.Size, shape.HalfBandwidth);
        _prior = new GaussianPrior<Float32>(shape) { PrecisionRoot = networks.Factor.Root(_root) };
        var (n, steps) = (shape.Components, tile + 2 * _halo);
        (_input, _within) = (new LaneArray<V>(steps * n), new LaneArray<V>(steps));
        (_mean, _raw) = (new LaneArray<V>(tile * n), new LaneArray<V>(tile * n * (shape.HalfBandwidth + 1)));
        _work = new LaneArray<V>(networks.WorkSize(steps));
    }

    /// <inheritdoc/>
    public GaussianPrior<Float32> At(ReadOnlySpan<Float32> iterate, int level)
    {
        var (mean, band) = _networks.Applications[level];
        for (var first = 0; first < _shape.Steps; first += _tile * V.Count)
        {
            for (var lane = 0; lane < V.Count; lane++) Load(iterate, first + lane * _tile - _halo, lane);
            mean.Apply<V>(_input, _within, _mean, _halo, _work);
            band.Apply<V>(_input, _within, _raw, _halo, _work);
            for (var lane = 0; lane < V.Count; lane++)
            {
                Store(_mean, lane, _prior.Center, first + lane * _tile);
                Store(_raw, lane, _root.Elements, first + lane * _tile);
            }
        }
        _prior.PrecisionRoot!.Renew();
        return _prior;
    }

    // Steps begin .. of the window, halo included; what lies beyond the window is zero.
    private void Load(ReadOnlySpan<Float32> iterate, int begin, int lane)
    {
        var n = _shape.Components;
        Span<float> input = MemoryMarshal.Cast<V, float>(_input.Span), within = MemoryMarshal.Cast<V, float>(_within.Span);
        var state = MemoryMarshal.Cast<Float32, float>(iterate);
        for (var s = 0; s < _within.Length; s++)
        {
            var step = begin + s;
            var isWithin = step >= 0 && step < _shape.Steps;
            within[s * V.Count + lane] = isWithin ? 1 : 0;
            for (var c = 0; c < n; c++) input[(s * n + c) * V.Count + lane] = isWithin ? state[step * n + c] : 0;
        }
    }

    // A tile's numbers, so many a step, to those of the window from a step on, as far as it goes.
    private void Store(ReadOnlySpan<V> tile, int lane, Span<Float32> window, int step)
    {
        var each = tile.Length / _tile;
        if (step >= _shape.Steps) return;
        var source = MemoryMarshal.Cast<V, float>(tile);
        var target = MemoryMarshal.Cast<Float32, float>(window[(step * each)..]);
        var count = Math.Min(tile.Length, target.Length);
        for (var i = 0; i < count; i++) target[i] = source[i * V.Count + lane];
    }
}

/// <summary>Chooses the tiles.</summary>
internal static class TiledPrior
{
    // No longer, so that a tile's features stay in the caches.
    private const int LongestTile = 512;

    // The halos are computed twice, but lanes are faster: four vectors pay from five halos a tile on, one vector from two (measured).
    private const int HalosOfFour = 5, HalosOfOne = 2;

    /// <summary>Makes the prior model of one window: as a whole where it is short, else in as many lanes as it fills.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="shape">The shape of the window.</param>
    public static IPriorModel<Float32> Create(ConvolutionalNetworks networks, WindowShape shape)
    {
        IPriorModel<Float32>? four = MachineVectors.Bits switch
        {
            512 => In<Pair<Pair<Float32x16>>>(networks, shape, HalosOfFour),
            256 => In<Pair<Pair<Float32x8>>>(networks, shape, HalosOfFour),
            _ => In<Pair<Pair<Float32x4>>>(networks, shape, HalosOfFour),
        };
        IPriorModel<Float32>? one = four ?? MachineVectors.Bits switch
        {
            512 => In<Float32x16>(networks, shape, HalosOfOne),
            256 => In<Float32x8>(networks, shape, HalosOfOne),
            _ => In<Float32x4>(networks, shape, HalosOfOne),
        };
        return one ?? new ConvolutionalPrior<Float32>(networks, shape);
    }

    // Tiles of one length that fill the lanes as often as it takes; null where they would be mostly halo.
    private static TiledPrior<V>? In<V>(ConvolutionalNetworks networks, WindowShape shape, int halos) where V : struct, ILane<V>
    {
        var rounds = (shape.Steps + LongestTile * V.Count - 1) / (LongestTile * V.Count);
        var tile = (shape.Steps + rounds * V.Count - 1) / (rounds * V.Count);
        return tile < halos * networks.Reach ? null : new TiledPrior<V>(networks, shape, tile);
    }
}
