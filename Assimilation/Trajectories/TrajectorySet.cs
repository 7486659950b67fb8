using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Trajectories;

/// <summary>Trajectories of one system, recorded or simulated elsewhere, at a uniform time step.</summary>
/// <param name="Name">What messages and metadata call it: the file.</param>
/// <param name="Components">The names of the components, [φ].</param>
/// <param name="Units">Their physical units, [φ].</param>
/// <param name="TimeStep">Model time between steps.</param>
/// <param name="Trajectories">The states of each trajectory, [steps, φ], time-major, physical units.</param>
public sealed record TrajectorySet(
    string Name, IReadOnlyList<string> Components, IReadOnlyList<string> Units, double TimeStep,
    IReadOnlyList<float[]> Trajectories)
{
    /// <summary>The number of steps of all trajectories.</summary>
    public long Steps => Trajectories.Sum(trajectory => (long)trajectory.Length / Components.Count);

    /// <summary>Refuses data that no prior can be trained on.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its place.</exception>
    public void Validate()
    {
        var n = Components.Count;
        Require(n >= 1 && Components.Distinct().Count() == n && !Components.Any(string.IsNullOrWhiteSpace),
            $"its components are [{string.Join(", ", Components)}]; expected different names");
        Require(Units.Count == n, $"it has {Units.Count} units for {n} components");
        Require(double.IsFinite(TimeStep) && TimeStep > 0, $"its time step is {TimeStep}; expected a positive number");
        for (var i = 0; i < Trajectories.Count; i++)
        {
            var values = Trajectories[i];
            Require(values.Length % n == 0, $"trajectory {i} has {values.Length} values, which is no multiple of {n} components");
            var bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad < 0) continue;
            var (step, component) = Math.DivRem(bad, n);
            Require(false, $"trajectory {i} has {values[bad]} in component {Components[component]} at step {step}; expected finite numbers");
        }
    }

    /// <summary>A window of a trajectory, [T · φ].</summary>
    /// <param name="trajectory">Which trajectory.</param>
    /// <param name="step">Its first step.</param>
    /// <param name="shape">The shape of the window.</param>
    public double[] Window(int trajectory, int step, WindowShape shape) => Array.ConvertAll(
        Trajectories[trajectory].AsSpan(step * shape.Components, shape.Size).ToArray(), value => (double)value);

    private void Require(bool holds, string problem)
    {
        if (!holds) throw new ArgumentException($"the data '{Name}' cannot be used: {problem}");
    }
}
