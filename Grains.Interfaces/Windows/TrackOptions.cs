namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// How one system under observation is assimilated. Window n covers the model steps [n S, n S + T) after the origin, half-open;
/// T and the time step come from the prior.
/// </summary>
[GenerateSerializer, Immutable, Alias("neuralda.TrackOptions")]
public sealed record TrackOptions
{
    /// <summary>Name of the prior.</summary>
    [Id(0)] public required string PriorName { get; init; }

    /// <summary>Version of the prior to keep to; null follows the promoted version. Default: null.</summary>
    [Id(1)] public int? PriorVersion { get; init; }

    /// <summary>Begin of window 0, model time. Default: 0.</summary>
    [Id(2)] public double Origin { get; init; }

    /// <summary>Shift S between windows in steps, 1..T; null means a quarter of the window. Default: null.</summary>
    [Id(3)] public int? ShiftSteps { get; init; }

    /// <summary>How far behind the newest observation one may come, model time; null means one shift. Default: null.</summary>
    [Id(4)] public double? Lateness { get; init; }

    /// <summary>
    /// First-guess check: an observation is a gross error when it departs by more than this many standard deviations from
    /// the analysis made without it. Where few observations are new, gross errors are taken to be of about twice this size, and
    /// hypotheses about them are kept until later observations decide. 0 switches the check off. Default: 5.
    /// </summary>
    [Id(5)] public double GrossErrorThreshold { get; init; } = 5;

    /// <summary>Gauss-Newton steps with the physical model after the neural analysis. Default: 0.</summary>
    [Id(6)] public int RefinementSteps { get; init; }

    /// <summary>How many window lengths an observation may lie ahead of the newest one, at least 1. Default: 1000.</summary>
    [Id(7)] public int HorizonWindows { get; init; } = 1000;

    /// <summary>The other checks of observations. Default: as documented there.</summary>
    [Id(8)] public QualityControlOptions QualityControl { get; init; } = new();

    /// <summary>
    /// For streams without a clock: all times of the track, from origin to lateness, count steps of the prior. Default: false.
    /// </summary>
    [Id(9)] public bool TimeByStep { get; init; }

    /// <summary>
    /// Whether a window hands on to the next what the observations before that taught, so that nothing is forgotten; otherwise
    /// each is analysed on its own. Default: true.
    /// </summary>
    [Id(10)] public bool Carry { get; init; } = true;

    /// <summary>
    /// How many starts refinement has, 1..8: the neural analysis; with 2 also the physical forecast of the analysis before; with 3
    /// also the neural analysis from the window's own observations only; with more also the courses that agree best with the
    /// observations, of many drawn from what the window before handed on. Null means 5 for a window in which nothing is observed
    /// for more than a quarter of it, else 1. Default: null.
    /// </summary>
    [Id(11)] public int? RefinementStarts { get; init; }
}
