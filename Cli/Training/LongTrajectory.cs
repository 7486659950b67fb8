using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Files.Trajectories;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Cli.Training;

/// <summary>A simulated trajectory that stands for one recorded elsewhere.</summary>
internal static class LongTrajectory
{
    private const ulong Purpose = 0x7247;

    /// <summary>Simulates a trajectory of a stationary setting into a file.</summary>
    /// <exception cref="UsageException">The setting is not stationary.</exception>
    public static void Write(TwinExperiment experiment, int steps, ulong seed, string path)
    {
        if (experiment.SpinUpSteps == 0)
            throw new UsageException($"--trajectory: expected a setting that is stationary, found {experiment.Name}.");
        var system = DynamicalSystems.Describe(experiment.Model.System);
        var states = new double[steps * experiment.Shape.Components];
        new TrajectorySimulator(experiment).Simulate(new RandomSource(seed, Purpose), states);
        TrajectoryFile.Write(path, new TrajectoryData(
            Path.GetFileName(path), system.Components, system.Units, experiment.Model.TimeStep,
            [Array.ConvertAll(states, value => (float)value)]));
    }
}
