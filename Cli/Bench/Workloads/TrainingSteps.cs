using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>Training steps on windows that stay the same, the whole batch on one thread.</summary>
internal sealed class TrainingSteps : IDisposable
{
    // Enough for units and a first guess; that they are exact changes no time.
    private const int ClimatologyWindows = 2000;

    private readonly GradientWorker _worker;
    private readonly Adam _optimizer;
    private readonly TrainingPlan _plan;
    private int _drawn;

    /// <summary>Draws the windows.</summary>
    /// <param name="plan">The plan, of a setting.</param>
    /// <param name="isDense">Whether Torch solves with dense matrices.</param>
    public TrainingSteps(TrainingPlan plan, bool isDense)
    {
        _plan = plan with { MicroShards = 1 };
        var climatology = Climatology.Estimate(TwinExperimentCatalogue.Find(plan.Setting), ClimatologyWindows, plan.Seed);
        _worker = new GradientWorker(_plan, climatology, isDense);
        _optimizer = new Adam(ParameterInitialization.Draw(plan.Architecture(), plan.Seed));
        Draw();
    }

    /// <summary>Draws the windows of the next step.</summary>
    public void Draw() => _worker.Draw(_drawn++, shard: 0);

    /// <summary>Takes a step on the windows drawn last.</summary>
    public void Run() => _optimizer.Update(_worker.Compute(_optimizer.Parameters), LearningRateSchedule.At(step: 0, _plan));

    /// <inheritdoc/>
    public void Dispose() => _worker.Dispose();
}
