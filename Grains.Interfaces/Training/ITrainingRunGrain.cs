using Orleans.Concurrency;

namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>
/// One training run over all silos of the cluster; the grain's key is the run's id. A run goes on by itself after any crash, from
/// its last checkpoint, to the same prior: the result follows from the options alone, whatever the number of silos.
/// </summary>
[Alias("neuralda.ITrainingRunGrain")]
public interface ITrainingRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run. Starting it again with equal options does nothing.</summary>
    /// <param name="options">What is trained.</param>
    /// <exception cref="TrainingRunExistsException">The run exists with other options.</exception>
    /// <exception cref="InvalidTrainingRunException">An option is out of range.</exception>
    [Alias("Start")] Task<TrainingRunStatus> StartAsync(TrainingRunOptions options);

    /// <summary>Stops the run after the current step, with a checkpoint; a run that is not running stays as it is.</summary>
    /// <exception cref="UnknownTrainingRunException">The run was never started.</exception>
    [Alias("Pause")] Task<TrainingRunStatus> PauseAsync();

    /// <summary>Goes on with a run that was paused or has failed, from its last checkpoint.</summary>
    /// <exception cref="UnknownTrainingRunException">The run was never started.</exception>
    /// <exception cref="InvalidTrainingRunException">The run was cancelled or is finished.</exception>
    [Alias("Resume")] Task<TrainingRunStatus> ResumeAsync();

    /// <summary>Ends the run for good and lets go of its checkpoint; a run that is finished stays so.</summary>
    /// <exception cref="UnknownTrainingRunException">The run was never started.</exception>
    [Alias("Cancel")] Task<TrainingRunStatus> CancelAsync();

    /// <summary>Where the run stands.</summary>
    /// <exception cref="UnknownTrainingRunException">The run was never started.</exception>
    [Alias("GetStatus"), AlwaysInterleave, ReadOnly] Task<TrainingRunStatus> GetStatusAsync();

    /// <summary>The learning curve from a step on.</summary>
    /// <param name="fromStep">The first step wanted, from 0.</param>
    /// <exception cref="UnknownTrainingRunException">The run was never started.</exception>
    [Alias("GetCurve"), AlwaysInterleave, ReadOnly] Task<LearningCurve> GetCurveAsync(int fromStep);
}
