using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Tests.Support;

/// <summary>Streams of observations for tests of the service, where their values do not matter.</summary>
internal static class ObservationStreams
{
    /// <summary>Observations of u1 at irregular times that go up to <paramref name="windows"/> window lengths.</summary>
    public static Observation[] Smooth(int count, double windows)
    {
        var span = windows * ServicePriors.Steps * ServicePriors.TimeStep;
        return [.. Enumerable.Range(0, count).Select(i => At((i + 0.37 * Math.Sin(i)) * span / count + 0.01))];
    }

    /// <summary>A plausible observation of u1.</summary>
    public static Observation At(double time) => new(time, "u1", 5 * Math.Sin(3 * time), 0.5);
}
