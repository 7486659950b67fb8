using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Networks;

/// <summary>
/// An affine map W x + b of a block of windows, its weights packed for the inner loops. Each output is summed over the inputs
/// in order, one multiply-add after the other, however many windows there are: a window's bits do not depend on its company.
/// </summary>
public sealed class DenseLayer
{
    // Weights lie as [panel of 48 outputs][input][output in panel]: eight tiles of six, or three of the widest vectors.
    private const int Panel = 48;

    // A block's inner loop sums six outputs of two vectors: twelve independent sums hide the latency of two multiply-add units,
    // and sixteen registers hold them beside an input and a weight. Fewer outputs are left to four, or one.
    private const int Tile = 6, SmallTile = 4;

    // So many inputs of two 512-bit vectors and their weights, 40 KiB, stay in the nearest cache while all outputs are summed over
    // them.
    private const int InputBlock = 128;

    // The last panel is filled up with zeros, and there is one more, so that the rows of any output are whole.
    private readonly LaneArray<Float32> _packed;
    private readonly LaneArray<Float32> _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="weight">W, [outputs, inputs], row-major.</param>
    /// <param name="bias">b, [outputs].</param>
    /// <exception cref="ArgumentException">The weight's size is not a multiple of the number of outputs.</exception>
    public DenseLayer(float[] weight, float[] bias)
        : this(InputsOf(weight, bias), bias.Length)
    {
        Set(weight, bias);
    }

    /// <summary>Makes a layer of zeros, whose weights are set later.</summary>
    internal DenseLayer(int inputs, int outputs)
    {
        (Inputs, Outputs) = (inputs, outputs);
        var panels = (outputs + Panel - 1) / Panel;
        _packed = new LaneArray<Float32>(panels * inputs * Panel + Panel);
        _bias = new LaneArray<Float32>(panels * Panel);
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    private Span<float> Weights => MemoryMarshal.Cast<Float32, float>(_packed.Span);

    private Span<float> Bias => MemoryMarshal.Cast<Float32, float>(_bias.Span);

    /// <summary>Sets W [outputs, inputs] and b [outputs]; nobody may be using the layer.</summary>
    [MethodImpl(Kernel.Compiled)]
    internal void Set(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        var packed = Weights;
        for (var first = 0; first < Outputs; first += Panel)
        {
            var count = Math.Min(Panel, Outputs - first);
            for (var i = 0; i < Inputs; i++)
            {
                var row = packed.Slice(Begin(first) + i * Panel, count);
                for (var o = 0; o < row.Length; o++) row[o] = weight[(first + o) * Inputs + i];
            }
        }
        bias.CopyTo(Bias);
    }

    /// <summary>Makes this the map of gradients back through a layer of weights W [inputs, outputs]: Wᵀ without a bias.</summary>
    internal void SetTransposed(ReadOnlySpan<float> weight)
    {
        var packed = Weights;
        for (var first = 0; first < Outputs; first += Panel)
        {
            var count = Math.Min(Panel, Outputs - first);
            for (var i = 0; i < Inputs; i++)
                weight.Slice(i * Outputs + first, count).CopyTo(packed[(Begin(first) + i * Panel)..]);
        }
    }

    /// <summary>output = W input + b, or some consecutive elements of it.</summary>
    /// <param name="input">[inputs], feature-major.</param>
    /// <param name="output">The wanted elements, feature-major.</param>
    /// <param name="first">Which the first of them is.</param>
    public void Apply<V>(ReadOnlySpan<V> input, Span<V> output, int first = 0) where V : struct, ILane<V>
    {
        if (typeof(V) == typeof(Float32)) ApplyToOne(MemoryMarshal.Cast<V, float>(input), MemoryMarshal.Cast<V, float>(output), first);
        else ApplyToBlock(input, output, first);
    }

    private void ApplyToBlock<V>(ReadOnlySpan<V> input, Span<V> output, int first) where V : struct, ILane<V>
    {
        for (var begin = 0; begin < Inputs; begin += InputBlock)
        {
            var block = input[begin..Math.Min(Inputs, begin + InputBlock)];
            for (var o = 0; o < output.Length;)
            {
                // A tile does not reach from one panel into the next; eight outputs are two small tiles rather than one tile and two.
                var left = Math.Min(output.Length - o, Panel - (first + o) % Panel);
                var tiles = (left - (left % Tile == 2 ? Tile : 0)) / Tile;
                if (tiles > 0) o += SumTiles(first + o, begin, block, output.Slice(o, tiles * Tile));
                else if (left >= SmallTile) o += SumSmallTile(first + o, begin, block, output[o..]);
                else o += SumOne(first + o, begin, block, output[o..]);
            }
        }
    }

    // The first inputs start from the biases, later ones go on from the sums so far.
    [MethodImpl(Kernel.Compiled)]
    private int SumTiles<V>(int first, int begin, ReadOnlySpan<V> input, Span<V> output) where V : struct, ILane<V>
    {
        for (var o = 0; o < output.Length; o += Tile)
        {
            var rows = RowsAt(begin, first + o, input.Length);
            Span<V> sums = output.Slice(o, Tile);
            Span<float> bias = Bias.Slice(first + o, Tile);
            V s0, s1, s2, s3, s4, s5;
            if (begin == 0)
            {
                (s0, s1, s2) = (V.Broadcast(bias[0]), V.Broadcast(bias[1]), V.Broadcast(bias[2]));
                (s3, s4, s5) = (V.Broadcast(bias[3]), V.Broadcast(bias[4]), V.Broadcast(bias[5]));
            }
            else
            {
                (s0, s1, s2) = (sums[0], sums[1], sums[2]);
                (s3, s4, s5) = (sums[3], sums[4], sums[5]);
            }
            ref var w = ref MemoryMarshal.GetReference(rows);
            foreach (var x in input)
            {
                V.AddProduct(ref s0, V.Broadcast(w[0]), x);
                V.AddProduct(ref s1, V.Broadcast(w[1]), x);
                V.AddProduct(ref s2, V.Broadcast(w[2]), x);
                V.AddProduct(ref s3, V.Broadcast(w[3]), x);
                V.AddProduct(ref s4, V.Broadcast(w[4]), x);
                V.AddProduct(ref s5, V.Broadcast(w[5]), x);
                w = ref Unsafe.Add(ref w, 1);
            }
            (sums[0], sums[1], sums[2]) = (s0, s1, s2);
            (sums[3], sums[4], sums[5]) = (s3, s4, s5);
        }
        return output.Length;
    }

    [MethodImpl(Kernel.Compiled)]
    private int SumSmallTile<V>(int first, int begin, ReadOnlySpan<V> input, Span<V> output) where V : struct, ILane<V>
    {
        Span<float> bias = Bias.Slice(first, SmallTile);
        var rows = RowsAt(begin, first, input.Length);
        var (s0, s1, s2, s3) = begin == 0
            ? (V.Broadcast(bias[0]), V.Broadcast(bias[1]), V.Broadcast(bias[2]), V.Broadcast(bias[3]))
            : (output[0], output[1], output[2], output[3]);
        ref var w = ref MemoryMarshal.GetReference(rows);
        foreach (var x in input)
        {
            V.AddProduct(ref s0, V.Broadcast(w[0]), x);
            V.AddProduct(ref s1, V.Broadcast(w[1]), x);
            V.AddProduct(ref s2, V.Broadcast(w[2]), x);
            V.AddProduct(ref s3, V.Broadcast(w[3]), x);
            w = ref Unsafe.Add(ref w, 1);
        }
        (output[0], output[1], output[2], output[3]) = (s0, s1, s2, s3);
        return SmallTile;
    }

    [MethodImpl(Kernel.Compiled)]
    private int SumOne<V>(int first, int begin, ReadOnlySpan<V> input, Span<V> output) where V : struct, ILane<V>
    {
        var rows = RowsAt(begin, first, input.Length);
        var sum = begin == 0 ? V.Broadcast(Bias[first]) : output[0];
        for (var i = 0; i < input.Length; i++) sum = V.MultiplyAdd(V.Broadcast(rows[i][0]), input[i], sum);
        output[0] = sum;
        return 1;
    }

    private ReadOnlySpan<Row> RowsAt(int input, int output, int count) =>
        MemoryMarshal.Cast<float, Row>(Weights.Slice(Begin(output) + input * Panel, count * Panel))[..count];

    private static int InputsOf(float[] weight, float[] bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        if (bias.Length == 0 || weight.Length % bias.Length != 0)
            throw new ArgumentException($"W has {weight.Length} elements, not a multiple of the {bias.Length} outputs");
        return weight.Length / bias.Length;
    }

    private int Begin(int output) => output / Panel * Inputs * Panel + output % Panel;

    // One window has no neighbours to fill a vector with, so its vectors are of outputs.
    private void ApplyToOne(ReadOnlySpan<float> input, Span<float> output, int first)
    {
        if (MachineVectors.Bits == 512) ApplyToOne<Float32x16>(input, output, first);
        else if (MachineVectors.Bits == 256) ApplyToOne<Float32x8>(input, output, first);
        else ApplyToOne<Float32x4>(input, output, first);
    }

    [MethodImpl(Kernel.Compiled)]
    private void ApplyToOne<V>(ReadOnlySpan<float> input, Span<float> output, int first) where V : struct, ILane<V>
    {
        input = input[..Inputs];
        Span<float> bias = Bias, weights = Weights, sums = stackalloc float[4 * V.Count];
        // Beyond the last panel the last vector is computed again.
        var last = bias.Length - V.Count;
        for (var begin = first - first % V.Count; begin < first + output.Length; begin += sums.Length)
        {
            int b = Math.Min(begin + V.Count, last), c = Math.Min(begin + 2 * V.Count, last), d = Math.Min(begin + 3 * V.Count, last);
            V s0 = V.Load(bias[begin..]), s1 = V.Load(bias[b..]), s2 = V.Load(bias[c..]), s3 = V.Load(bias[d..]);
            ref float w0 = ref weights[Begin(begin)], w1 = ref weights[Begin(b)], w2 = ref weights[Begin(c)], w3 = ref weights[Begin(d)];
            for (var i = 0; i < input.Length; i++)
            {
                var x = V.Broadcast(input[i]);
                V.AddProduct(ref s0, x, in VectorAt<V>(ref w0, i));
                V.AddProduct(ref s1, x, in VectorAt<V>(ref w1, i));
                V.AddProduct(ref s2, x, in VectorAt<V>(ref w2, i));
                V.AddProduct(ref s3, x, in VectorAt<V>(ref w3, i));
            }
            new Pair<Pair<V>>(new(s0, s1), new(s2, s3)).Store(sums);
            var (from, to) = (Math.Max(begin, first), Math.Min(begin + sums.Length, first + output.Length));
            sums[(from - begin)..(to - begin)].CopyTo(output[(from - first)..]);
        }
    }

    // The weights of one input for as many outputs as a vector has numbers. They are of one panel, whose size vectors divide.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref V VectorAt<V>(ref float weights, int input) =>
        ref Unsafe.As<float, V>(ref Unsafe.Add(ref weights, input * Panel));

    // The weights of one input from some output of a panel on.
    [InlineArray(Panel)]
    private struct Row
    {
        private float _first;
    }
}
