namespace NeuralDA.Assimilation.Training;

/// <summary>A training run leads nowhere: its loss explodes, or its gradients are not finite.</summary>
/// <param name="message">One line: what was seen and what may help.</param>
public sealed class TrainingDivergedException(string message) : Exception(message);
