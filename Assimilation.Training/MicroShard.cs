using NeuralDA.Assimilation.Lanes;
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
    private readonly (ObservationSet Observations, double[] FirstGuess)[] _observed;

    public MicroShard(TrainingPlan plan, Climatology climatology, ITrainingWindows windows)
    {
        _windows = windows;
        _climatology = climatology;
        _shape = plan.Architecture().Shape;
        _operator = new PointObservationOperator(_shape, climatology.Normalization, climatology.Representativeness);
        _seed = plan.Seed;
        Count = plan.BatchSize / plan.MicroShards;
        FirstGuess = new float[_shape.Size * Count];
        Truth = new float[_shape.Size * Count];
        _observed = new (ObservationSet, double[])[Count];
    }

    /// <summary>The number of windows.</summary>
    public int Count { get; }

    /// <summary>z₀, [d, count].</summary>
    public float[] FirstGuess { get; }

    /// <summary>The truth, [d, count].</summary>
    public float[] Truth { get; }

    /// <summary>Where the level of each window is drawn from in paper mode.</summary>
    public RandomSource LevelSource { get; private set; } = new(0);

    /// <summary>Draws the windows of a step's part.</summary>
    public void Draw(int step, int index)
    {
        LevelSource = new RandomSource(_seed, Purpose, (ulong)step, (ulong)index, ulong.MaxValue);
        for (var chain = 0; chain * ChainLength < Count; chain++)
        {
            var random = new RandomSource(_seed, Purpose, (ulong)step, (ulong)index, (ulong)chain);
            var windows = _windows.Draw(random, ChainLength);
            for (var i = 0; i < windows.Count; i++) Place(windows[i], chain * ChainLength + i);
        }
    }

    /// <summary>Adds what a window's observations say, linearised at its first guess, to one lane of a block.</summary>
    public void AddObservationsTo<V>(ObservationInformation<V> information, int window, int lane) where V : struct, ILane<V> =>
        _observed[window].Observations.AddTo(information, lane, _observed[window].FirstGuess);

    private void Place(SimulatedWindow window, int column)
    {
        var observations = _operator.Observe(window.Observations);
        var firstGuess = _climatology.Prior.FirstGuess(observations).Mean;
        _climatology.Normalization.Normalize(window.Truth);
        for (var i = 0; i < _shape.Size; i++)
        {
            FirstGuess[i * Count + column] = (float)firstGuess[i];
            Truth[i * Count + column] = (float)window.Truth[i];
        }
        _observed[column] = (observations, firstGuess);
    }
}
