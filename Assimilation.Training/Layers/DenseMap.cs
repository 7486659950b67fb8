using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The MAP estimate as one would write it in Torch alone, with dense matrices [d, d] that Torch differentiates: what
/// <see cref="MapLayer"/> is tested against and measured beside. Float32, a banded precision, all windows in one batch.
/// </summary>
internal sealed class DenseMap : IDisposable
{
    private readonly PriorArchitecture _architecture;
    private readonly bool _withLikelihood;
    private readonly Tensor _stored;
    private readonly Tensor _places;
    private readonly Tensor _floor;
    private Tensor _precision = zeros(0);
    private Tensor _vector = zeros(0);
    private Tensor _truth = zeros(0);

    /// <summary>Makes it.</summary>
    /// <param name="architecture">The prior's, of form <see cref="PriorForm.Precision"/>.</param>
    /// <param name="withLikelihood">Whether the likelihood of the truth is wanted; else it is 0.</param>
    public DenseMap(PriorArchitecture architecture, bool withLikelihood)
    {
        if (architecture.Form != PriorForm.Precision) throw new ArgumentException($"{architecture.Form}; expected {PriorForm.Precision}");
        (_architecture, _withLikelihood) = (architecture, withLikelihood);
        var (size, band) = (architecture.Shape.Size, new BandMatrix<Float64>(architecture.Shape.Size, architecture.Shape.HalfBandwidth));
        // Which elements of the band lie within the matrix, and where.
        _stored = tensor(Enumerable.Range(0, size)
            .SelectMany(j => Enumerable.Range(0, band.Reach(j) + 1).Select(k => j * (band.HalfBandwidth + 1L) + k)).ToArray());
        _places = tensor(Enumerable.Range(0, size)
            .SelectMany(j => Enumerable.Range(0, band.Reach(j) + 1).Select(k => (j + k) * (long)size + j)).ToArray());
        _floor = eye(size) * tensor((float)PrecisionFactor.Floor);
    }

    /// <summary>Takes over the observations and the truth of a shard.</summary>
    public void Load(MicroShard shard)
    {
        Release();
        int size = _architecture.Shape.Size, count = shard.Count;
        var (precision, vector) = (new float[count * size * size], new float[count * size]);
        var information = new ObservationInformation<Float64>(_architecture.Shape);
        for (var window = 0; window < count; window++)
        {
            shard.LoadObservations(information, window);
            for (var j = 0; j < size; j++)
            {
                vector[window * size + j] = (float)information.Vector[j].Get(0);
                var column = information.Precision.Column(j);
                for (var k = 0; k < column.Length; k++)
                {
                    var element = (float)column[k].Get(0);
                    precision[(window * size + j + k) * size + j] = precision[(window * size + j) * size + j + k] = element;
                }
            }
        }
        _precision = tensor(precision).view(count, size, size);
        _vector = tensor(vector).view(count, size, 1);
        _truth = tensor(shard.Truth).view(size, count).t().contiguous().view(count, size, 1);
    }

    /// <summary>Applies the operation, see <see cref="MapLayer.Apply"/>.</summary>
    /// <param name="mean">μ, [d, n].</param>
    /// <param name="raw">The raw precision output, [d (w + 1), n].</param>
    public (Tensor Estimate, Tensor NegativeLogLikelihood) Apply(Tensor mean, Tensor raw)
    {
        var (size, count) = (mean.shape[0], mean.shape[1]);
        var root = Root(raw.t().view(count, size, -1));
        var posterior = root.matmul(root.mT).Plus(_floor).Plus(_precision);
        var factor = linalg.cholesky(posterior);
        var center = mean.t().view(count, size, 1);
        var estimate = center.Plus((_vector - _precision.matmul(center)).cholesky_solve(factor));
        var likelihood = _withLikelihood ? Likelihood(estimate - _truth, posterior, factor) : zeros(count);
        return (estimate.view(count, size).t(), likelihood);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _stored.Dispose();
        _places.Dispose();
        _floor.Dispose();
    }

    // L as PrecisionFactor.Fill makes it, [n, d, d].
    private Tensor Root(Tensor columns)
    {
        var (factor, size, count) = (_architecture.Factor, _architecture.Shape.Size, columns.shape[0]);
        var (low, range) = (Math.Log(10) / 2 * factor.LowestLog10, Math.Log(10) / 2 * (factor.HighestLog10 - factor.LowestLog10));
        var diagonal = columns[.., .., ..1].Plus(Number(factor.Offset)).sigmoid().Times(range).Plus(Number(low)).exp();
        var ratios = columns[.., .., 1..];
        var bounded = ratios / (ratios * ratios).Times(1 / (PrecisionFactor.LargestRatio * PrecisionFactor.LargestRatio)).Plus(Number(1)).sqrt();
        var band = cat([diagonal, diagonal * bounded], dim: 2).view(count, -1);
        return zeros(count, (long)size * size).index_copy(1, _places, band.index_select(1, _stored)).view(count, size, size);
    }

    // ½ eᵀ A e − ½ log det A.
    private static Tensor Likelihood(Tensor error, Tensor posterior, Tensor factor)
    {
        var square = (error * posterior.matmul(error)).sum([1, 2]);
        return square.Times(0.5) - factor.diagonal(0, 1, 2).log().sum(1);
    }

    private static Tensor Number(double value) => tensor((float)value);

    private void Release()
    {
        _precision.Dispose();
        _vector.Dispose();
        _truth.Dispose();
    }
}
