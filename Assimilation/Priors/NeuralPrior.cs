using NeuralDA.Assimilation.Lanes;
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
    private readonly PriorNetworks _networks;
    private readonly GaussianPrior<V> _prior;
    private readonly BandMatrix<V> _factor;
    private readonly V[] _input;
    private readonly V[] _raw;
    private readonly V[] _work;

    /// <summary>Makes the prior model.</summary>
    /// <param name="networks">The networks, shared.</param>
    /// <param name="shape">The shape of the windows.</param>
    public NeuralPrior(PriorNetworks networks, WindowShape shape)
    {
        ArgumentNullException.ThrowIfNull(networks);
        _networks = networks;
        _factor = new BandMatrix<V>(shape.Size, shape.HalfBandwidth);
        _prior = new GaussianPrior<V>(shape) { CovarianceRoot = networks.Form == PriorForm.Covariance ? _factor : null };
        AddToDiagonal(1);
        _input = new V[networks.Inputs];
        _raw = new V[_factor.Elements.Length];
        _work = new V[2 * networks.LargestWidth];
    }

    /// <inheritdoc/>
    public GaussianPrior<V> At(ReadOnlySpan<V> iterate, int level)
    {
        var (mean, band) = _networks.At(level);
        iterate.CopyTo(_input);
        _networks.Temperature?.Embed(level, _input.AsSpan(iterate.Length));
        mean.Apply<V>(_input, _prior.Center, _work);
        if (band is null) return _prior;

        band.Apply<V>(_input, _raw, _work);
        _networks.Factor.Fill<V>(_raw, _factor);
        if (_networks.Form == PriorForm.Covariance) return _prior;
        _prior.Precision.Clear();
        _prior.Precision.AddSquareOf(_factor);
        AddToDiagonal(PrecisionFactor.Floor);
        return _prior;
    }

    private void AddToDiagonal(double value)
    {
        for (var j = 0; j < _factor.Size; j++) _prior.Precision.Column(j)[0] += V.Of(value);
    }
}
