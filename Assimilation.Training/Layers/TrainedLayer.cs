using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// A dense layer y = W x + b in training: its map, that of gradients back through it, and its own gradient, ∂W = Σ ∂y xᵀ and
/// ∂b = Σ ∂y over the windows. Features of a group of blocks lie one block after the other, [blocks, features], windows in lanes.
/// </summary>
/// <typeparam name="V">The lane type, of float32.</typeparam>
internal sealed class TrainedLayer<V> where V : struct, ILane<V>
{
    // So many rows of W at once: as in DenseLayer, twelve sums of a machine's vector hide the latency of two multiply-add units.
    private const int Tile = 6;

    private readonly DenseLayer _layer;
    private readonly DenseLayer _transposed;
    private readonly int _blocks;

    // x turned, [windows, _rowVectors]: inputs in lanes.
    private readonly int _rowVectors;
    private readonly LaneArray<V> _turned;

    // The sums of the last vector where rows do not fill it.
    private readonly LaneArray<V> _rest = new(Tile);

    /// <summary>Makes the layer with its working memory for so many blocks.</summary>
    public TrainedLayer(LayerShape shape, int blocks)
    {
        (_layer, _transposed) = (new DenseLayer(shape.Inputs, shape.Outputs), new DenseLayer(shape.Outputs, shape.Inputs));
        (_blocks, _rowVectors) = (blocks, (shape.Inputs + V.Count - 1) / V.Count);
        _turned = new(blocks * V.Count * _rowVectors);
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs => _layer.Inputs;

    /// <summary>The number of outputs.</summary>
    public int Outputs => _layer.Outputs;

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => WeightCount + Outputs;

    private int WeightCount => Inputs * Outputs;

    /// <summary>Sets W and b from their part of a flat parameter vector.</summary>
    public void Set(ReadOnlySpan<float> parameters)
    {
        _layer.Set(parameters[..WeightCount], parameters[WeightCount..]);
        _transposed.SetTransposed(parameters[..WeightCount]);
    }

    /// <summary>output = W input + b.</summary>
    public void Apply(ReadOnlySpan<V> input, Span<V> output) => Apply(_layer, input, output);

    /// <summary>∂x = Wᵀ ∂y.</summary>
    public void Back(ReadOnlySpan<V> outputGradient, Span<V> inputGradient) => Apply(_transposed, outputGradient, inputGradient);

    /// <summary>Adds the layer's own gradient.</summary>
    /// <param name="input">x.</param>
    /// <param name="outputGradient">∂y.</param>
    /// <param name="gradient">∂W and ∂b: their part of a flat vector.</param>
    public void AddGradient(ReadOnlySpan<V> input, ReadOnlySpan<V> outputGradient, Span<float> gradient)
    {
        for (var b = 0; b < _blocks; b++) Turn(input.Slice(b * Inputs, Inputs), b);
        for (var column = 0; column < _rowVectors; column++) AddColumn(column, outputGradient, gradient[..WeightCount]);
        for (var b = 0; b < _blocks; b++)
            for (var o = 0; o < Outputs; o++) gradient[WeightCount + o] += LaneBlock.Sum(in outputGradient[b * Outputs + o]);
    }

    private void Apply(DenseLayer layer, ReadOnlySpan<V> input, Span<V> output)
    {
        for (var b = 0; b < _blocks; b++)
            layer.Apply(input.Slice(b * layer.Inputs, layer.Inputs), output.Slice(b * layer.Outputs, layer.Outputs));
    }

    [MethodImpl(Kernel.Compiled)]
    private void Turn(ReadOnlySpan<V> input, int block)
    {
        var row = _rowVectors * V.Count;
        ReadOnlySpan<float> from = MemoryMarshal.Cast<V, float>(input);
        Span<float> to = MemoryMarshal.Cast<V, float>(_turned.Slice(block * V.Count * _rowVectors, V.Count * _rowVectors));
        for (var i = 0; i < Inputs; i++)
        {
            var feature = from.Slice(i * V.Count, V.Count);
            for (var window = 0; window < feature.Length; window++) to[window * row + i] = feature[window];
        }
    }

    // One vector of inputs of all rows of ∂W. Each element is summed over the windows in order.
    private void AddColumn(int column, ReadOnlySpan<V> outputGradient, Span<float> gradient)
    {
        var (first, count) = (column * V.Count, Math.Min(V.Count, Inputs - column * V.Count));
        for (var o = 0; o < Outputs; o += Tile)
        {
            var rows = Math.Min(Tile, Outputs - o);
            if (count == V.Count)
            {
                AddRows(column, o, rows, outputGradient, ref gradient[o * Inputs + first], Inputs);
                continue;
            }
            // What is left of the rows is less than a vector.
            var sums = MemoryMarshal.Cast<V, float>(_rest.Span);
            sums.Clear();
            AddRows(column, o, rows, outputGradient, ref sums[0], V.Count);
            for (var k = 0; k < rows; k++)
                for (var i = 0; i < count; i++) gradient[(o + k) * Inputs + first + i] += sums[k * V.Count + i];
        }
    }

    private void AddRows(int column, int first, int rows, ReadOnlySpan<V> outputGradient, ref float sums, int stride)
    {
        for (var b = 0; b < _blocks; b++)
        {
            ref var inputs = ref _turned[b * V.Count * _rowVectors + column];
            var y = outputGradient.Slice(b * Outputs + first, rows);
            if (rows == Tile) AddTile(ref inputs, y, ref sums, stride);
            else for (var k = 0; k < rows; k++) AddRow(ref inputs, y.Slice(k, 1), ref Sums(ref sums, k, stride));
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void AddTile(ref V inputs, ReadOnlySpan<V> outputGradient, ref float sums, int stride)
    {
        V s0 = Sums(ref sums, 0, stride), s1 = Sums(ref sums, 1, stride), s2 = Sums(ref sums, 2, stride);
        V s3 = Sums(ref sums, 3, stride), s4 = Sums(ref sums, 4, stride), s5 = Sums(ref sums, 5, stride);
        ref var y = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<V, float>(outputGradient));
        for (var window = 0; window < V.Count; window++)
        {
            var x = inputs;
            V.AddProduct(ref s0, V.Broadcast(y), x);
            V.AddProduct(ref s1, V.Broadcast(Unsafe.Add(ref y, V.Count)), x);
            V.AddProduct(ref s2, V.Broadcast(Unsafe.Add(ref y, 2 * V.Count)), x);
            V.AddProduct(ref s3, V.Broadcast(Unsafe.Add(ref y, 3 * V.Count)), x);
            V.AddProduct(ref s4, V.Broadcast(Unsafe.Add(ref y, 4 * V.Count)), x);
            V.AddProduct(ref s5, V.Broadcast(Unsafe.Add(ref y, 5 * V.Count)), x);
            y = ref Unsafe.Add(ref y, 1);
            inputs = ref Unsafe.Add(ref inputs, _rowVectors);
        }
        (Sums(ref sums, 0, stride), Sums(ref sums, 1, stride), Sums(ref sums, 2, stride)) = (s0, s1, s2);
        (Sums(ref sums, 3, stride), Sums(ref sums, 4, stride), Sums(ref sums, 5, stride)) = (s3, s4, s5);
    }

    [MethodImpl(Kernel.Compiled)]
    private void AddRow(ref V inputs, ReadOnlySpan<V> outputGradient, ref V sums)
    {
        var (window, sum) = (0, sums);
        foreach (var value in MemoryMarshal.Cast<V, float>(outputGradient))
            V.AddProduct(ref sum, V.Broadcast(value), Unsafe.Add(ref inputs, window++ * _rowVectors));
        sums = sum;
    }

    // A vector of a row, wherever it begins.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref V Sums(ref float first, int row, int stride) => ref Unsafe.As<float, V>(ref Unsafe.Add(ref first, row * stride));
}
