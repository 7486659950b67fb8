namespace NeuralDA.Grains.Training;

/// <summary>A step is asked for that is past, or that this silo was not told of.</summary>
[GenerateSerializer, Alias("neuralda.StaleStepException")]
internal sealed class StaleStepException : Exception
{
    public StaleStepException(string message) : base(message) { }
}
