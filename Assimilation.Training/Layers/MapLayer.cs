using NeuralDA.Assimilation.Lanes;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The MAP estimate as a Torch operation: (μ [d, n], raw [d (w + 1), n]) to (x [d, n], NLL [n]), differentiable once, with
/// windows as columns. The work is done by <see cref="MapBlock{V}"/>s in float64 lanes; nothing of it stays in the graph.
/// </summary>
internal sealed class MapLayer : autograd.MultiTensorFunction<MapLayer>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => nameof(MapLayer);

    /// <summary>Applies the operation.</summary>
    /// <param name="mean">μ, [d, n], float32.</param>
    /// <param name="raw">The raw precision output, [d (w + 1), n], float32.</param>
    /// <param name="shard">The windows' truth and observations.</param>
    /// <param name="blocks">Working memory, one block for each group of lanes; kept until after the backward pass.</param>
    public static (Tensor Estimate, Tensor NegativeLogLikelihood) Apply(
        Tensor mean, Tensor raw, MicroShard shard, MapBlock<Float64Lanes>[] blocks)
    {
        var outputs = apply(mean, raw, new Call(shard, blocks));
        return (outputs[0], outputs[1]);
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var mean = ((Tensor)vars[0]).contiguous();
        using var raw = ((Tensor)vars[1]).contiguous();
        var call = (Call)vars[2];
        ctx.save_data(CallKey, call);
        var estimate = empty_like(mean);
        var likelihood = empty(mean.shape[1], dtype: ScalarType.Float32);
        call.Forward(Floats(mean), Floats(raw), Floats(estimate), Floats(likelihood));
        return [estimate, likelihood];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        // Nothing below throws whatever the numbers are; an exception that left here would end the process.
        var call = (Call)ctx.get_data(CallKey);
        using var estimateGradient = grad_outputs[0].contiguous();
        using var likelihoodGradient = grad_outputs[1].contiguous();
        var meanGradient = zeros_like(estimateGradient);
        var raw = zeros([call.RawSize, estimateGradient.shape[1]], dtype: ScalarType.Float32);
        call.Backward(Floats(estimateGradient), Floats(likelihoodGradient), Floats(meanGradient), Floats(raw));
        return [meanGradient, raw, null!];
    }

    private static Span<float> Floats(Tensor tensor) => tensor.bytes.AsFloats();

    private sealed class Call(MicroShard shard, MapBlock<Float64Lanes>[] blocks)
    {
        public long RawSize => blocks[0].Raw.Length;

        public void Forward(ReadOnlySpan<float> mean, ReadOnlySpan<float> raw, Span<float> estimate, Span<float> likelihood)
        {
            for (var b = 0; b < blocks.Length; b++)
            {
                var (block, column) = (blocks[b], b * Float64Lanes.Count);
                Load(mean, column, block.PriorMean);
                Load(raw, column, block.Raw);
                Load(shard.Truth, column, block.Truth);
                block.Forward(shard.Information[b]);
                Store(block.Mean, column, estimate);
                block.NegativeLogLikelihood.Store(likelihood.Slice(column, Float64Lanes.Count));
            }
        }

        public void Backward(
            ReadOnlySpan<float> estimate, ReadOnlySpan<float> likelihood, Span<float> meanGradient, Span<float> rawGradient)
        {
            var gradient = new Float64Lanes[blocks[0].Mean.Length];
            for (var b = 0; b < blocks.Length; b++)
            {
                var (block, column) = (blocks[b], b * Float64Lanes.Count);
                Load(estimate, column, gradient);
                block.Backward(gradient, Float64Lanes.Load(likelihood.Slice(column, Float64Lanes.Count)));
                Store(block.PriorMeanGradient, column, meanGradient);
                Store(block.RawGradient.Elements, column, rawGradient);
            }
        }

        private void Load(ReadOnlySpan<float> source, int column, Span<Float64Lanes> target)
        {
            for (var i = 0; i < target.Length; i++) target[i] = Float64Lanes.Load(source[(i * shard.Count + column)..]);
        }

        private void Store(ReadOnlySpan<Float64Lanes> source, int column, Span<float> target)
        {
            for (var i = 0; i < source.Length; i++) source[i].Store(target[(i * shard.Count + column)..]);
        }
    }
}
