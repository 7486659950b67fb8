using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>Trajectories to train on, before they are sent to a cluster.</summary>
/// <param name="Name">What messages call them: the file.</param>
/// <param name="Components">Names of the components, [phi].</param>
/// <param name="Units">Their physical units, [phi].</param>
/// <param name="TimeStep">Model time between steps.</param>
/// <param name="Trajectories">The states of each trajectory, [steps, phi], time-major, physical units.</param>
public sealed record TrajectoryData(
    string Name, IReadOnlyList<string> Components, IReadOnlyList<string> Units, double TimeStep,
    IReadOnlyList<float[]> Trajectories)
{
    /// <summary>What a cluster is told of them.</summary>
    public DataSetDescription Describe() => new()
    {
        Name = Name,
        Components = [.. Components],
        Units = [.. Units],
        TimeStep = TimeStep,
        Lengths = [.. Trajectories.Select(trajectory => trajectory.Length / Components.Count)],
    };

    /// <summary>Their values in parts, as a cluster keeps them.</summary>
    public IReadOnlyList<FloatBlob> Parts() =>
        [.. Trajectories.SelectMany(values => values).Chunk(DataSetDescription.PartLength).Select(part => new FloatBlob(part))];
}
