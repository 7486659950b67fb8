using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training;

/// <summary>
/// The windows of one part of a step's batch, drawn afresh: they follow from (seed, step, index) alone. Feature-major
/// float32 arrays for the networks.
/// </summary>
internal sealed class MicroShard
{
    /// <summary>Windows along one simulated trajectory, which share its spin-up.</summary>
    public const int ChainLength = 16;

    private const ulong Purpose = 0x57E9;

    private readonly ITrainingWindows _windows;
    private readonly Climatology _climatology;
    private readonly PointObservationOperator _operator;
    private readonly WindowShape _shape;
    private readonly ulong _seed;
    private readonly TemperatureEmbedding? _levels;
    private readonly (ObservationSet Observations, double[] FirstGuess)[] _observed;

    public MicroShard(TrainingPlan plan, Climatology climatology, ITrainingWindows windows)
    {
        _windows = windows;
        _climatology = climatology;
        var architecture = plan.Architecture();
        (_shape, _levels) = (architecture.Shape, architecture.Temperature);
        _operator = new PointObservationOperator(_shape, climatology.Normalization, climatology.Representativeness);
        _seed = plan.Seed;
        Count = plan.BatchSize / plan.MicroShards;
        Input = new float[(_shape.Size + (_levels is null ? 0 : TemperatureEmbedding.Size)) * Count];
        Truth = new float[_shape.Size * Count];
        _observed = new (ObservationSet, double[])[Count];
    }

    /// <summary>The number of windows.</summary>
    public int Count { get; }

    /// <summary>
    /// What the prior is applied to first, [d, count]: the first guess z₀. Where levels share networks it is, as in the paper's (3.5),
    /// the iterate of a level drawn at random, on the line from truth to first guess, z = s z₀ + (1 − s) x, including s = 1 where
    /// Algorithm 2 starts; and below it the features of the temperature s.
    /// </summary>
    public float[] Input { get; }

    /// <summary>The truth, [d, count].</summary>
    public float[] Truth { get; }

    /// <summary>Draws the windows of a step's part.</summary>
    public void Draw(int step, int index)
    {
        for (var chain = 0; chain * ChainLength < Count; chain++)
        {
            var random = new RandomSource(_seed, Purpose, (ulong)step, (ulong)index, (ulong)chain);
            var windows = _windows.Draw(random, ChainLength);
            for (var i = 0; i < windows.Count; i++) Place(windows[i], chain * ChainLength + i);
        }
        if (_levels is not null) Warm(_levels, new RandomSource(_seed, Purpose, (ulong)step, (ulong)index, ulong.MaxValue));
    }

    /// <summary>Makes a block hold what the observations of its windows say, linearised at their first guesses.</summary>
    /// <param name="information">The block.</param>
    /// <param name="first">The window in its first lane; those after it are in the others.</param>
    public void LoadObservations<V>(ObservationInformation<V> information, int first) where V : struct, ILane<V>
    {
        information.Clear();
        for (var lane = 0; lane < V.Count; lane++)
        {
            var (observations, firstGuess) = _observed[first + lane];
            observations.AddTo(information, lane, firstGuess);
        }
    }

    private void Place(SimulatedWindow window, int column)
    {
        var observations = _operator.Observe(window.Observations);
        var firstGuess = _climatology.Prior.FirstGuess(observations).Mean;
        _climatology.Normalization.Normalize(window.Truth);
        for (var i = 0; i < _shape.Size; i++)
        {
            Input[i * Count + column] = (float)firstGuess[i];
            Truth[i * Count + column] = (float)window.Truth[i];
        }
        _observed[column] = (observations, firstGuess);
    }

    private void Warm(TemperatureEmbedding levels, RandomSource random)
    {
        for (var window = 0; window < Count; window++)
        {
            var temperature = levels.Temperature(random.NextInteger(levels.Levels + 1));
            for (var at = window; at < Truth.Length; at += Count) Input[at] = Truth[at] + (float)temperature * (Input[at] - Truth[at]);
            for (var i = 0; i < TemperatureEmbedding.Size; i++)
                Input[Truth.Length + i * Count + window] = (float)TemperatureEmbedding.Feature(temperature, i);
        }
    }
}
