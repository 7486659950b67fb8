using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>How the loss of a training run falls.</summary>
/// <param name="FirstStep">The step of the first loss.</param>
/// <param name="Losses">The mean loss a window of each step from there on; NaN where the step was skipped.</param>
/// <param name="Validations">All scores on validation windows so far.</param>
[GenerateSerializer, Immutable, Alias("neuralda.LearningCurve")]
public sealed record LearningCurve(
    [property: Id(0)] int FirstStep,
    [property: Id(1)] FloatBlob Losses,
    [property: Id(2)] ValidationPoint[] Validations);

/// <summary>A score on validation windows.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Rmse">RMSE, normalised units.</param>
[GenerateSerializer, Immutable, Alias("neuralda.ValidationPoint")]
public sealed record ValidationPoint([property: Id(0)] int Step, [property: Id(1)] double Rmse);
