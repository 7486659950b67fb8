using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Layers;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>Written by hand, forward and backward, with windows in lanes: a group of their blocks after the other. Dense networks only.</summary>
/// <typeparam name="V">The lane type; a shard's windows are a multiple of its lanes.</typeparam>
internal sealed class LaneGradient<V> : IShardGradient where V : struct, ILane<V>
{
    // Weights of an application that stay in the second-level cache from one block to the next. Of larger ones each layer is applied
    // to all blocks before the next; of smaller ones it is the features and the solves of a block that had better stay there.
    private const int CachedParameters = 128 * 1024;

    private readonly int _windows;
    private readonly double _likelihoodWeight;
    private readonly double _weight;
    private readonly TrainedApplication<V>[] _applications;
    private readonly Group[] _groups;

    // With respect to an application's estimates, then to its input.
    private readonly LaneArray<V> _gradient;
    private float[]? _parameters;

    /// <summary>Makes it with its working memory, see <see cref="LaneGradient.Create"/>.</summary>
    public LaneGradient(TrainingPlan plan)
    {
        var architecture = plan.Architecture();
        _windows = plan.BatchSize / plan.MicroShards;
        var isCached = architecture.ParameterCount <= CachedParameters * architecture.Applications;
        var (blocks, groups) = isCached ? (1, _windows / V.Count) : (_windows / V.Count, 1);
        _applications = [.. architecture.Layers().Chunk(architecture.HiddenLayers + 2).Chunk(architecture.NetworksPerApplication)
            .Select(networks => new TrainedApplication<V>(architecture, networks, blocks, plan.LikelihoodWeight > 0))];
        _groups = [.. Enumerable.Range(0, groups).Select(_ => new Group(architecture, blocks))];
        _gradient = new LaneArray<V>(_groups[0].Truth.Length);
        // The loss is this times the sum of squared errors and weighted likelihoods.
        _weight = 1.0 / (architecture.Shape.Size * _applications.Length);
        _likelihoodWeight = plan.LikelihoodWeight;
    }

    /// <inheritdoc/>
    public void Load(MicroShard shard)
    {
        for (var (g, first) = (0, 0); g < _groups.Length; g++)
        {
            var group = _groups[g];
            Load(shard.Input, first, group.Input);
            Load(shard.Truth, first, group.Truth);
            foreach (var block in group.Observations)
            {
                shard.LoadObservations(block, first);
                first += V.Count;
            }
        }
    }

    /// <inheritdoc/>
    public GradientContribution Compute(ReadOnlySpan<float> parameters)
    {
        Set(parameters);
        var (gradient, loss) = (new float[parameters.Length], 0.0);
        foreach (var group in _groups)
        {
            loss += Forward(group);
            Back(group, gradient);
        }
        return new GradientContribution(gradient, loss, _windows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // The shards of a step have the same.
    private void Set(ReadOnlySpan<float> parameters)
    {
        if (_parameters is not null && MemoryMarshal.AsBytes(parameters).SequenceEqual(MemoryMarshal.AsBytes<float>(_parameters))) return;
        parameters.CopyTo(_parameters ??= new float[parameters.Length]);
        foreach (var application in _applications)
        {
            application.Set(parameters[..application.ParameterCount]);
            parameters = parameters[application.ParameterCount..];
        }
    }

    private double Forward(Group group)
    {
        var sum = V.Of(0);
        ReadOnlySpan<V> iterate = group.Input;
        foreach (var application in _applications)
        {
            var likelihood = application.Forward(iterate, group.Truth, group.Observations);
            iterate = application.Estimate;
            sum = V.MultiplyAdd(V.Of(_likelihoodWeight), likelihood, sum) + SquaredErrors(iterate, group.Truth);
        }
        return _weight * LaneBlock.Sum(in sum);
    }

    private void Back(Group group, Span<float> gradient)
    {
        _gradient.Clear();
        for (var k = _applications.Length - 1; k >= 0; k--)
        {
            var application = _applications[k];
            AddErrors(application.Estimate, group.Truth);
            application.Back(
                k == 0 ? group.Input : _applications[k - 1].Estimate, _gradient, V.Of(_weight * _likelihoodWeight),
                k == 0 ? [] : _gradient.Span, gradient[^application.ParameterCount..]);
            gradient = gradient[..^application.ParameterCount];
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static V SquaredErrors(ReadOnlySpan<V> estimate, ReadOnlySpan<V> truth)
    {
        var sum = V.Of(0);
        for (var i = 0; i < truth.Length; i++)
        {
            var error = estimate[i] - truth[i];
            sum = V.MultiplyAdd(error, error, sum);
        }
        return sum;
    }

    // To the gradient that comes back from the next application, that of an application's own squared errors.
    [MethodImpl(Kernel.Compiled)]
    private void AddErrors(ReadOnlySpan<V> estimate, ReadOnlySpan<V> truth)
    {
        var weight = V.Of(2 * _weight);
        var gradient = _gradient.Span;
        for (var i = 0; i < truth.Length; i++) gradient[i] = V.MultiplyAdd(weight, estimate[i] - truth[i], gradient[i]);
    }

    // From [features, windows] to [blocks, features] with windows in lanes.
    private void Load(float[] source, int first, Span<V> target)
    {
        var features = source.Length / _windows;
        for (var i = 0; i < target.Length; i++)
        {
            var (block, feature) = Math.DivRem(i, features);
            target[i] = V.Load(source.AsSpan(feature * _windows + first + block * V.Count));
        }
    }

    private sealed class Group(PriorArchitecture architecture, int blocks)
    {
        public LaneArray<V> Input { get; } = new(blocks * architecture.Inputs);

        public LaneArray<V> Truth { get; } = new(blocks * architecture.Shape.Size);

        public ObservationInformation<V>[] Observations { get; } =
            [.. Enumerable.Range(0, blocks).Select(_ => new ObservationInformation<V>(architecture.Shape))];
    }
}

/// <summary>Makes it.</summary>
internal static class LaneGradient
{
    /// <summary>In the lanes that suit this machine and the shards of a plan.</summary>
    public static IShardGradient Create(TrainingPlan plan) => TrainingLanes.For(plan.BatchSize / plan.MicroShards, new Maker(plan));

    private sealed record Maker(TrainingPlan Plan) : IMadeOfLanes<IShardGradient>
    {
        public IShardGradient Of<V>() where V : struct, ILane<V> => new LaneGradient<V>(Plan);
    }
}
