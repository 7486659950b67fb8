using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The learned prior N(μ(z), P(z)), Eq. (3.1): one network gives the mean, another the factor of a banded precision (or, if its
/// form says so, of a banded covariance; or there is none and the precision is the identity, of climatological size). Each
/// level of the outer loop may have networks of its own, or all may share networks that are told the temperature.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class NeuralPrior<V> : IPriorModel<V> where V : struct, ILane<V>
{
    private readonly DenseNetworks _networks;
    private readonly GaussianPrior<V> _prior;
    private readonly BandMatrix<V> _root;
    private readonly LaneArray<V> _input;
    private readonly LaneArray<V> _temperatures;
    private readonly LaneArray<V> _work;
    private ResidualNetwork? _band;

    /// <summary>Makes the prior model.</summary>
    /// <param name="networks">The networks, shared.</param>
    /// <param name="shape">The shape of the windows.</param>
    public NeuralPrior(DenseNetworks networks, WindowShape shape)
    {
        ArgumentNullException.ThrowIfNull(networks);
        _networks = networks;
        _root = new BandMatrix<V>(shape.Size, shape.HalfBandwidth);
        _prior = new GaussianPrior<V>(shape)
        {
            PrecisionRoot = networks.Form == PriorForm.Precision ? new(_root, PrecisionFactor.Floor, Fill) : null,
            CovarianceRoot = networks.Form == PriorForm.Covariance ? _root : null,
        };
        if (networks.Form == PriorForm.MeanOnly)
        {
            for (var i = 0; i < shape.Size; i++) _prior.Precision[i, i] = V.Of(1);
        }
        _input = new LaneArray<V>(networks.Inputs);
        _work = new LaneArray<V>(2 * networks.LargestWidth);
        _temperatures = new LaneArray<V>(networks.Temperature is null ? 0 : networks.Levels * TemperatureEmbedding.Size);
        for (var level = 0; level * TemperatureEmbedding.Size < _temperatures.Length; level++)
            networks.Temperature!.Embed(level, TemperatureOf(level));
    }

    /// <inheritdoc/>
    public GaussianPrior<V> At(ReadOnlySpan<V> iterate, int level)
    {
        (var mean, _band) = _networks.At(level);
        iterate.CopyTo(_input);
        if (_networks.Temperature is not null) TemperatureOf(level).CopyTo(_input.Span[iterate.Length..]);
        mean.Apply<V>(_input, _prior.Center, _work);
        _band?.ApplyHidden<V>(_input, _work);
        if (_networks.Form == PriorForm.Covariance) Fill(0, _root.Size);
        _prior.PrecisionRoot?.Renew();
        return _prior;
    }

    private Span<V> TemperatureOf(int level) =>
        _temperatures.Slice(level * TemperatureEmbedding.Size, TemperatureEmbedding.Size);

    // Columns of L: the last layer of the band's network, and the bounds.
    private void Fill(int first, int end)
    {
        var outputs = _root.HalfBandwidth + 1;
        _band!.ApplyOutput<V>(_work, _root.Elements[(first * outputs)..(end * outputs)], first * outputs);
        _networks.Factor.Fill<V>(_root.Elements, _root, first, end);
    }
}
