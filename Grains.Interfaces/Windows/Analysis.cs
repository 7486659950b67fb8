using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// Estimate of the trajectory over one window. Fields of the trajectory are [T, phi], time-major: step t, component c at
/// t * phi + c, time <see cref="Begin"/> + t * <see cref="TimeStep"/>; physical units.
/// </summary>
[GenerateSerializer, Immutable, Alias("neuralda.Analysis")]
public sealed record Analysis
{
    /// <summary>Track id.</summary>
    [Id(0)] public required string Track { get; init; }

    /// <summary>Number of this analysis within the track: 1, 2, 3, ... without gaps.</summary>
    [Id(1)] public required long Sequence { get; init; }

    /// <summary>Window index n.</summary>
    [Id(2)] public required long Window { get; init; }

    /// <summary>1 for the window's first analysis, one more each time new observations re-open it.</summary>
    [Id(3)] public required int Revision { get; init; }

    /// <summary>Begin of the window, model time, inclusive.</summary>
    [Id(4)] public required double Begin { get; init; }

    /// <summary>End of the window, model time, exclusive.</summary>
    [Id(5)] public required double End { get; init; }

    /// <summary>Model time between steps.</summary>
    [Id(6)] public required double TimeStep { get; init; }

    /// <summary>Number of steps T.</summary>
    [Id(7)] public required int Steps { get; init; }

    /// <summary>Names of the phi components.</summary>
    [Id(8)] public required string[] Components { get; init; }

    /// <summary>Name of the prior used.</summary>
    [Id(9)] public required string PriorName { get; init; }

    /// <summary>Version of the prior used.</summary>
    [Id(10)] public required int PriorVersion { get; init; }

    /// <summary>First guess z0 [T, phi].</summary>
    [Id(11)] public required FloatBlob FirstGuess { get; init; }

    /// <summary>Mean of the neural analysis [T, phi].</summary>
    [Id(12)] public required FloatBlob Mean { get; init; }

    /// <summary>Marginal standard deviation of the neural analysis [T, phi].</summary>
    [Id(13)] public required FloatBlob StandardDeviation { get; init; }

    /// <summary>Mean after the Gauss-Newton steps [T, phi], or null where none were asked for.</summary>
    [Id(14)] public FloatBlob? RefinedMean { get; init; }

    /// <summary>Standard deviation after the Gauss-Newton steps [T, phi], or null.</summary>
    [Id(15)] public FloatBlob? RefinedStandardDeviation { get; init; }

    /// <summary>Every observation of the window, ordered by time.</summary>
    [Id(16)] public required ObservationOutcome[] Observations { get; init; }

    /// <summary>Cost J at the background.</summary>
    [Id(17)] public required double CostBefore { get; init; }

    /// <summary>Cost J at the analysis.</summary>
    [Id(18)] public required double CostAfter { get; init; }

    /// <summary>Chi-square of the innovations; its expectation is the number of observations used.</summary>
    [Id(19)] public required double ChiSquare { get; init; }

    /// <summary>tr(HK): how many independent values the observations determined.</summary>
    [Id(20)] public required double DegreesOfFreedomForSignal { get; init; }

    /// <summary>How the solve ended.</summary>
    [Id(21)] public required AnalysisStatus Status { get; init; }

    /// <summary>When the silo received the batch that caused this analysis (wall clock).</summary>
    [Id(22)] public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Sequence of the revision of this window that it replaces; null for the first.</summary>
    [Id(23)] public long? Supersedes { get; init; }

    /// <summary>
    /// Whether the observations contradicted earlier windows so long that what these taught was left aside
    /// (<see cref="QualityControlOptions.ReopenAfter"/>).
    /// </summary>
    [Id(24)] public bool IsReopened { get; init; }

    /// <summary>
    /// Covariance of the last state [phi, phi], row by row, of the refined mean that a forecast starts from; null where there is none.
    /// </summary>
    [Id(25)] public FloatBlob? LastCovariance { get; init; }

    /// <summary>Sequence of the analysis of the window before whose observations it builds on; null for the first of a chain.</summary>
    [Id(26)] public long? CarriedFrom { get; init; }

    /// <summary>What that analysis handed on, so that this one can be computed again; stored only, null for readers.</summary>
    [Id(27)] public byte[]? Carried { get; init; }
}
