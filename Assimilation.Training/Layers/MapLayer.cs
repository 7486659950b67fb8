using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The MAP estimate as a Torch operation: (μ [d, n], raw [d (w + 1), n]) to (x [d, n], NLL [n]), differentiable once, with
/// windows as columns. The work is done by <see cref="MapBlock{V}"/>s in lanes; nothing of it stays in the graph.
/// </summary>
internal sealed class MapLayer : autograd.MultiTensorFunction<MapLayer>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => nameof(MapLayer);

    /// <summary>Applies the operation.</summary>
    /// <param name="mean">μ, [d, n], float32.</param>
    /// <param name="raw">The raw precision output, [d (w + 1), n], float32.</param>
    /// <param name="lanes">The windows' truth and observations, and working memory.</param>
    /// <param name="application">Which application of the prior; its working memory is kept until after the backward pass.</param>
    public static (Tensor Estimate, Tensor NegativeLogLikelihood) Apply(Tensor mean, Tensor raw, IMapLanes lanes, int application)
    {
        var outputs = apply(mean, raw, new Call(lanes, application));
        return (outputs[0], outputs[1]);
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var mean = ((Tensor)vars[0]).contiguous();
        using var raw = ((Tensor)vars[1]).contiguous();
        var call = (Call)vars[2] with { RawRows = raw.shape[0] };
        ctx.save_data(CallKey, call);
        var estimate = empty_like(mean);
        var likelihood = empty(mean.shape[1], dtype: ScalarType.Float32);
        call.Lanes.Forward(call.Application, Floats(mean), Floats(raw), Floats(estimate), Floats(likelihood));
        return [estimate, likelihood];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        // Nothing below throws whatever the numbers are; an exception that left here would end the process.
        var call = (Call)ctx.get_data(CallKey);
        using var estimateGradient = grad_outputs[0].contiguous();
        using var likelihoodGradient = grad_outputs[1].contiguous();
        var mean = empty_like(estimateGradient);
        var raw = empty([call.RawRows, estimateGradient.shape[1]], dtype: ScalarType.Float32);
        call.Lanes.Backward(call.Application, Floats(estimateGradient), Floats(likelihoodGradient), Floats(mean), Floats(raw));
        return [mean, raw, null!];
    }

    private static Span<float> Floats(Tensor tensor) => tensor.bytes.AsFloats();

    private sealed record Call(IMapLanes Lanes, int Application)
    {
        public long RawRows { get; init; }
    }
}
