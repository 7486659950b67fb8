using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Networks;

/// <summary>An affine map W x + b of a block of windows, its weights packed for the inner loop.</summary>
public sealed class DenseLayer
{
    // Eight outputs share each load of an input, and eight independent sums hide the latency of the multiply-add.
    private const int Tile = 8;

    private readonly float[] _packed;
    private readonly float[] _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="weight">W, [outputs, inputs], row-major.</param>
    /// <param name="bias">b, [outputs].</param>
    /// <exception cref="ArgumentException">The weight's size is not a multiple of the number of outputs.</exception>
    public DenseLayer(float[] weight, float[] bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        if (bias.Length == 0 || weight.Length % bias.Length != 0)
            throw new ArgumentException($"W has {weight.Length} elements, not a multiple of the {bias.Length} outputs");
        (Inputs, Outputs) = (weight.Length / bias.Length, bias.Length);

        // Packed as [output tile][input][output in tile]; the last tile is filled up with zeros.
        var tiles = (Outputs + Tile - 1) / Tile;
        _packed = new float[tiles * Inputs * Tile];
        _bias = new float[tiles * Tile];
        bias.CopyTo(_bias, 0);
        for (var o = 0; o < Outputs; o++)
        {
            for (var i = 0; i < Inputs; i++)
                _packed[(o / Tile * Inputs + i) * Tile + o % Tile] = weight[o * Inputs + i];
        }
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>output = W input + b.</summary>
    /// <param name="input">[inputs], feature-major.</param>
    /// <param name="output">[outputs], feature-major.</param>
    public void Apply<V>(ReadOnlySpan<V> input, Span<V> output) where V : struct, ILane<V>
    {
        input = input[..Inputs];
        for (var tile = 0; tile * Tile < Outputs; tile++)
        {
            var bias = _bias.AsSpan(tile * Tile, Tile);
            V s0 = V.Of(bias[0]), s1 = V.Of(bias[1]), s2 = V.Of(bias[2]), s3 = V.Of(bias[3]);
            V s4 = V.Of(bias[4]), s5 = V.Of(bias[5]), s6 = V.Of(bias[6]), s7 = V.Of(bias[7]);
            var weights = _packed.AsSpan(tile * Inputs * Tile, Inputs * Tile);
            for (var i = 0; i < input.Length; i++)
            {
                var x = input[i];
                var w = weights.Slice(i * Tile, Tile);
                s0 = V.MultiplyAdd(V.Of(w[0]), x, s0);
                s1 = V.MultiplyAdd(V.Of(w[1]), x, s1);
                s2 = V.MultiplyAdd(V.Of(w[2]), x, s2);
                s3 = V.MultiplyAdd(V.Of(w[3]), x, s3);
                s4 = V.MultiplyAdd(V.Of(w[4]), x, s4);
                s5 = V.MultiplyAdd(V.Of(w[5]), x, s5);
                s6 = V.MultiplyAdd(V.Of(w[6]), x, s6);
                s7 = V.MultiplyAdd(V.Of(w[7]), x, s7);
            }
            ReadOnlySpan<V> sums = [s0, s1, s2, s3, s4, s5, s6, s7];
            var target = output[(tile * Tile)..Math.Min(Outputs, tile * Tile + Tile)];
            sums[..target.Length].CopyTo(target);
        }
    }
}
