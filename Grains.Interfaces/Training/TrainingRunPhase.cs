namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>What a training run is doing.</summary>
[GenerateSerializer, Alias("neuralda.TrainingRunPhase")]
public enum TrainingRunPhase
{
    /// <summary>Estimating the background, or fetching the checkpoint.</summary>
    Preparing = 0,

    /// <summary>Taking steps.</summary>
    Running = 1,

    /// <summary>All steps are done; the prior is calibrated and compared with the one in use.</summary>
    Scoring = 2,

    /// <summary>Stopped by the user; it can go on.</summary>
    Paused = 3,

    /// <summary>The prior is published.</summary>
    Finished = 4,

    /// <summary>It cannot go on; the status says why. What was wrong may be put right and the run resumed.</summary>
    Failed = 5,

    /// <summary>Ended by the user for good.</summary>
    Cancelled = 6,
}
