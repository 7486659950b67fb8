using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>One application of a prior in training: its networks and the solves that they feed, of a group of blocks.</summary>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class TrainedApplication<V> where V : struct, ILane<V>
{
    private readonly TrainedNetwork<V> _mean;
    private readonly TrainedNetwork<V>? _band;
    private readonly MapBlock<V>[] _solves = [];

    // μ, then its gradient; the band's raw output, then its gradient; the part of the input's gradient that comes through the band.
    private readonly LaneArray<V> _center;
    private readonly LaneArray<V> _raw;
    private readonly LaneArray<V> _throughBand;

    /// <summary>Makes it with its working memory.</summary>
    /// <param name="architecture">The prior's.</param>
    /// <param name="networks">The layers of the networks, of the mean first.</param>
    /// <param name="blocks">How many blocks of windows.</param>
    /// <param name="withLikelihood">Whether the likelihood of the truth is wanted.</param>
    public TrainedApplication(PriorArchitecture architecture, LayerShape[][] networks, int blocks, bool withLikelihood)
    {
        _mean = new TrainedNetwork<V>(networks[0], blocks);
        _center = new LaneArray<V>(blocks * architecture.Shape.Size);
        Estimate = new LaneArray<V>(_center.Length);
        var withBand = architecture.Form != PriorForm.MeanOnly;
        _raw = new LaneArray<V>(withBand ? blocks * architecture.PrecisionOutputs : 0);
        _throughBand = new LaneArray<V>(withBand ? blocks * architecture.Inputs : 0);
        if (!withBand) return;
        _band = new TrainedNetwork<V>(networks[1], blocks);
        _solves = [.. Enumerable.Range(0, blocks).Select(_ => MapBlock<V>.Create(architecture, withLikelihood))];
    }

    /// <summary>The estimates x, [blocks, d].</summary>
    public LaneArray<V> Estimate { get; }

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => _mean.ParameterCount + (_band?.ParameterCount ?? 0);

    /// <summary>Sets the networks from their part of a flat parameter vector.</summary>
    public void Set(ReadOnlySpan<float> parameters)
    {
        _mean.Set(parameters[.._mean.ParameterCount]);
        _band?.Set(parameters[_mean.ParameterCount..]);
    }

    /// <summary>Computes the estimates and their likelihood.</summary>
    /// <param name="input">What the networks are applied to, [blocks, inputs].</param>
    /// <param name="truth">The truth, [blocks, d].</param>
    /// <param name="observations">The observations of each block.</param>
    /// <returns>The negative log likelihood of the truth, summed over the blocks; 0 where there is none.</returns>
    public V Forward(ReadOnlySpan<V> input, ReadOnlySpan<V> truth, ObservationInformation<V>[] observations)
    {
        var likelihood = V.Of(0);
        _mean.Apply(input, _band is null ? Estimate : _center);
        _band?.Apply(input, _raw);
        for (var b = 0; b < _solves.Length; b++)
        {
            var solve = _solves[b];
            Range state = Part(Estimate.Length, b), band = Part(_raw.Length, b);
            _center.Span[state].CopyTo(solve.PriorMean);
            _raw.Span[band].CopyTo(solve.Raw);
            truth[state].CopyTo(solve.Truth);
            solve.Forward(observations[b]);
            solve.Mean.CopyTo(Estimate.Span[state]);
            likelihood += solve.NegativeLogLikelihood;
        }
        return likelihood;
    }

    /// <summary>Goes back through the last <see cref="Forward"/>.</summary>
    /// <param name="input">What the networks were applied to.</param>
    /// <param name="estimateGradient">The gradient with respect to the estimates, [blocks, d].</param>
    /// <param name="likelihoodGradient">That with respect to the negative log likelihoods.</param>
    /// <param name="inputGradient">Receives that with respect to the input; empty where that is not wanted.</param>
    /// <param name="gradient">To which that with respect to the parameters is added: their part of a flat vector.</param>
    public void Back(
        ReadOnlySpan<V> input, ReadOnlySpan<V> estimateGradient, V likelihoodGradient, Span<V> inputGradient, Span<float> gradient)
    {
        for (var b = 0; b < _solves.Length; b++)
        {
            var solve = _solves[b];
            Range state = Part(Estimate.Length, b), band = Part(_raw.Length, b);
            solve.Backward(estimateGradient[state], likelihoodGradient);
            solve.PriorMeanGradient.CopyTo(_center.Span[state]);
            solve.RawGradient.Elements.CopyTo(_raw.Span[band]);
        }
        _mean.Back(input, _band is null ? estimateGradient : _center, inputGradient, gradient[.._mean.ParameterCount]);
        if (_band is null) return;
        var throughBand = _throughBand.Slice(0, inputGradient.Length);
        _band.Back(input, _raw, throughBand, gradient[_mean.ParameterCount..]);
        Elementwise.Apply<Sum, V>(default, inputGradient, throughBand, inputGradient);
    }

    // Where what belongs to a block lies in what belongs to all.
    private Range Part(int length, int block) => (block * (length / _solves.Length))..((block + 1) * (length / _solves.Length));
}
