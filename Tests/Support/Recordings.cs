using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Tests.Support;

/// <summary>Trajectories of Lorenz 63 that tests take for recorded ones.</summary>
internal static class Recordings
{
    /// <summary>One trajectory.</summary>
    public static TrajectoryData Lorenz63(int steps)
    {
        var states = new double[steps * 3];
        new TrajectorySimulator(TestSettings.Lorenz63).Simulate(new RandomSource(99), states);
        return new TrajectoryData("lorenz63.nc", ["u1", "u2", "u3"], ["1", "1", "1"], TestSettings.Lorenz63.Model.TimeStep,
            [Array.ConvertAll(states, value => (float)value)]);
    }

    /// <summary>What a run is told of them: windows of 32 steps, u1 observed.</summary>
    public static DataSetReference Reference(TrajectoryData data) => new()
    {
        ContentHash = data.Describe().Hash(data.Parts()), Name = data.Name, Components = data.Components.Count, Observed = "0",
    };

    /// <summary>The same trajectories with one value replaced.</summary>
    public static TrajectoryData With(this TrajectoryData data, int index, float value)
    {
        var states = (float[])data.Trajectories[0].Clone();
        states[index] = value;
        return data with { Trajectories = [states] };
    }
}
