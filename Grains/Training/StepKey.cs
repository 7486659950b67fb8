namespace NeuralDA.Grains.Training;

/// <summary>One step of one run; what comes for an older one is dropped.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">How often the run has been taken up, after crashes and pauses.</param>
/// <param name="Step">The step, from 0.</param>
[GenerateSerializer, Immutable, Alias("neuralda.StepKey")]
internal sealed record StepKey([property: Id(0)] string Run, [property: Id(1)] int Attempt, [property: Id(2)] int Step)
{
    /// <summary>Whether the other step of the same run is past by now.</summary>
    public bool IsAfter(StepKey other) => (Attempt, Step).CompareTo((other.Attempt, other.Step)) > 0;
}
