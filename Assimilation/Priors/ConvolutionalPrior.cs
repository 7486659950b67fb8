using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>The learned prior N(μ(z), P(z)) of convolutional networks, for windows side by side in lanes.</summary>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class ConvolutionalPrior<V> : IPriorModel<V> where V : struct, ILane<V>
{
    private readonly ConvolutionalNetworks _networks;
    private readonly GaussianPrior<V> _prior;
    private readonly BandMatrix<V> _root;
    private readonly LaneArray<V> _work;

    /// <summary>Makes the prior model.</summary>
    /// <param name="networks">The networks, shared.</param>
    /// <param name="shape">The shape of the windows.</param>
    public ConvolutionalPrior(ConvolutionalNetworks networks, WindowShape shape)
    {
        ArgumentNullException.ThrowIfNull(networks);
        _networks = networks;
        _root = new BandMatrix<V>(shape.Size, shape.HalfBandwidth);
        _work = new LaneArray<V>(networks.WorkSize(shape.Steps));
        _prior = new GaussianPrior<V>(shape) { PrecisionRoot = networks.Factor.Root(_root) };
    }

    /// <inheritdoc/>
    public GaussianPrior<V> At(ReadOnlySpan<V> iterate, int level)
    {
        var (mean, band) = _networks.Applications[level];
        mean.Apply(iterate, [], _prior.Center, first: 0, _work.Span);
        band.Apply(iterate, [], _root.Elements, first: 0, _work.Span);
        _prior.PrecisionRoot!.Renew();
        return _prior;
    }
}
