using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Tests.Support;

/// <summary>Analyses whose values do not matter, where the sequence tells one from another.</summary>
internal static class SomeAnalysis
{
    public static Analysis Of(string track, long sequence)
    {
        var values = new FloatBlob([.. Enumerable.Range(0, 96).Select(i => (float)Math.Sin(sequence + i))]);
        return new Analysis
        {
            Track = track, Sequence = sequence, Window = sequence, Revision = 1, Begin = sequence, End = sequence + 1,
            TimeStep = 0.025, Steps = 32, Components = ["u1", "u2", "u3"], PriorName = "lorenz63", PriorVersion = 1,
            FirstGuess = values, Mean = values, StandardDeviation = values, Observations = [], CostBefore = 2, CostAfter = 1,
            ChiSquare = 1,
            DegreesOfFreedomForSignal = 1, Status = AnalysisStatus.Succeeded, ReceivedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
