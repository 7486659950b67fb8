namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>How a prior is trained.</summary>
[GenerateSerializer, Alias("neuralda.PriorTrainingMode")]
public enum PriorTrainingMode
{
    /// <summary>A few applications unrolled, each with networks of its own.</summary>
    Unrolled = 0,

    /// <summary>As the paper prints it, with a banded precision.</summary>
    Paper = 1,

    /// <summary>As <see cref="Paper"/>, with a banded covariance.</summary>
    PaperCovariance = 2,

    /// <summary>The paper's one-shot objective.</summary>
    OneShot = 3,

    /// <summary>The paper's ablation: observations enter through the first guess only.</summary>
    ColdDiffusion = 4,

    /// <summary>As <see cref="Unrolled"/>, with convolutions along the steps, for windows of any length.</summary>
    Convolutional = 5,
}
