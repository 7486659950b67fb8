using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training;

/// <summary>
/// The windows of one part of a step's batch, drawn afresh: they follow from (seed, step, index) alone. Feature-major
/// float32 arrays for the networks, float64 lanes for the solves.
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
        Information = new ObservationInformation<Float64Lanes>[(Count + Float64Lanes.Count - 1) / Float64Lanes.Count];
        for (var block = 0; block < Information.Length; block++) Information[block] = new(_shape);
    }

    /// <summary>The number of windows.</summary>
    public int Count { get; }

    /// <summary>z₀, [d, count].</summary>
    public float[] FirstGuess { get; }

    /// <summary>The truth, [d, count].</summary>
    public float[] Truth { get; }

    /// <summary>The observations, one block for each group of lanes.</summary>
    public ObservationInformation<Float64Lanes>[] Information { get; }

    /// <summary>Where the level of each window is drawn from in paper mode.</summary>
    public RandomSource LevelSource { get; private set; } = new(0);

    /// <summary>Draws the windows of a step's part.</summary>
    public void Draw(int step, int index)
    {
        LevelSource = new RandomSource(_seed, Purpose, (ulong)step, (ulong)index, ulong.MaxValue);
        foreach (var block in Information) block.Clear();
        for (var chain = 0; chain * ChainLength < Count; chain++)
        {
            var random = new RandomSource(_seed, Purpose, (ulong)step, (ulong)index, (ulong)chain);
            var windows = _windows.Draw(random, ChainLength);
            for (var i = 0; i < windows.Count; i++) Place(windows[i], chain * ChainLength + i);
        }
    }

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
        var (block, lane) = Math.DivRem(column, Float64Lanes.Count);
        observations.AddTo(Information[block], lane, firstGuess);
    }
}
