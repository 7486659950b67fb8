using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>What a track was created with and what follows from its prior's shape.</summary>
/// <param name="Requested">The options as given, to recognise the same request again.</param>
/// <param name="Options">The options with shift and lateness resolved.</param>
/// <param name="Grid">Where the windows lie.</param>
/// <param name="Components">Names of the components, in the prior's order.</param>
/// <param name="Units">Their units.</param>
[GenerateSerializer, Immutable, Alias("neuralda.TrackDefinition")]
internal sealed record TrackDefinition(
    [property: Id(0)] TrackOptions Requested,
    [property: Id(1)] TrackOptions Options,
    [property: Id(2)] WindowGrid Grid,
    [property: Id(3)] string[] Components,
    [property: Id(4)] string[] Units)
{
    /// <summary>Allowed lateness in steps.</summary>
    public double LatenessSteps => Grid.StepsIn(Options.Lateness!.Value);
}
