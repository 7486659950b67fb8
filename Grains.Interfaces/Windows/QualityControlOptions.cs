namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// How a track tells good observations from bad ones. The checks run in the order of these options, before the first-guess
/// check of <see cref="TrackOptions.GrossErrorThreshold"/>; values are never altered. Each verdict is a function of the
/// observations that a window holds and of earlier ones, not of the order in which they arrived.
/// </summary>
[GenerateSerializer, Immutable, Alias("neuralda.QualityControlOptions")]
public sealed record QualityControlOptions
{
    /// <summary>Physical range of components; a value outside is refused. Default: none.</summary>
    [Id(0)] public PhysicalBounds Bounds { get; init; } = PhysicalBounds.None;

    /// <summary>
    /// An observation is stuck when it and those before it, from the same writer and of the same component, make up at least
    /// so many equal values in a row, at least 2; 0 switches the check off. Default: 10.
    /// </summary>
    [Id(1)] public int StuckAfter { get; init; } = 10;

    /// <summary>
    /// An observation is a spike when it stands out by more than so many climatological standard deviations from the
    /// observations before and after it of the same writer and component; 0 switches the check off. Default: 5.
    /// </summary>
    /// <remarks>With the neighbours a and c, b stands out by |b − (a + c) / 2| − |c − a| / 2, which is 0 for any b between.</remarks>
    [Id(2)] public double SpikeThreshold { get; init; } = 5;

    /// <summary>
    /// More observations of a component within one step are merged into their median, which counts as so many independent
    /// observations, at least 1; 0 uses them all. Default: 8.
    /// </summary>
    [Id(3)] public int MaximumPerStep { get; init; } = 8;

    /// <summary>
    /// So many consecutive refusals by the first-guess check, at least 1, say that the track has lost the system: these
    /// observations are accepted, and the window is analysed without what earlier windows told. Default: 4.
    /// </summary>
    [Id(4)] public int ReopenAfter { get; init; } = 4;

    /// <summary>What becomes of an observation beyond the gross-error threshold. Default: it is refused.</summary>
    [Id(5)] public GrossErrorTreatment GrossErrors { get; init; }
}

/// <summary>What becomes of an observation that the first-guess check finds too far off.</summary>
[GenerateSerializer, Alias("neuralda.GrossErrorTreatment")]
public enum GrossErrorTreatment
{
    /// <summary>It is not used.</summary>
    Refuse,

    /// <summary>Its error variance is raised, so that it counts as much as one on the threshold (Huber's weights).</summary>
    Downweight,
}
