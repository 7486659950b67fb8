using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>A published setting as data: a system whose hidden truth is simulated, and how it is observed.</summary>
public sealed class TwinExperiment
{
    private readonly Lazy<Normalization> _normalization;

    /// <summary>Makes a setting; its normalisation is worked out when first asked for.</summary>
    public TwinExperiment() => _normalization = new Lazy<Normalization>(() => Climatology.NormalizationOf(this));

    /// <summary>The setting's name, for example <c>blanke2024-lorenz63-print</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was published and what is particular about it.</summary>
    public required string Source { get; init; }

    /// <summary>The system and its time step, and the model error that assimilation assumes for each step.</summary>
    public required PhysicalModel Model { get; init; }

    /// <summary>The variance of the noise added to each component of the truth after each step, [φ]; zero for none.</summary>
    public required IReadOnlyList<double> NoiseVariance { get; init; }

    /// <summary>The shape [T, φ] of a window.</summary>
    public required WindowShape Shape { get; init; }

    /// <summary>
    /// The climatological mean and standard deviation of each component, [φ], physical units: origin and unit of normalised
    /// units. Null for a setting that is not stationary: each component and step then has its own, from simulations.
    /// </summary>
    public required (IReadOnlyList<double> Mean, IReadOnlyList<double> StandardDeviation)? Scale { get; init; }

    /// <summary>The distribution that simulations start from.</summary>
    public required StartDistribution Start { get; init; }

    /// <summary>Steps simulated before a window begins, until the state has forgotten its start.</summary>
    public required int SpinUpSteps { get; init; }

    /// <summary>
    /// Where the background is the linearised system instead of a sample covariance: the standard deviation of its error at
    /// each step. Else null.
    /// </summary>
    public double? LinearBackgroundError { get; init; }

    /// <summary>The observed component.</summary>
    public required int ObservedComponent { get; init; }

    /// <summary>The standard deviation of the observation error, normalised units.</summary>
    public required double ObservationError { get; init; }

    /// <summary>The observation processes that scores are reported for, by their short names.</summary>
    public required IReadOnlyDictionary<string, ObservationProcess> Processes { get; init; }

    /// <summary>The process that a prior for this setting is trained on.</summary>
    public required ObservationProcess TrainingProcess { get; init; }

    /// <summary>How the networks' raw outputs become a precision.</summary>
    public required PrecisionFactor Factor { get; init; }

    /// <summary>The hidden width of mean networks that serves this setting.</summary>
    public required int MeanWidth { get; init; }

    /// <summary>The normalisation of a window.</summary>
    public Normalization Normalization => _normalization.Value;

    /// <summary>The same system in windows of another length, observed as densely.</summary>
    /// <param name="steps">T.</param>
    /// <exception cref="ArgumentException">The setting is not stationary: its windows begin at its start.</exception>
    public TwinExperiment Over(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        if (steps == Shape.Steps) return this;
        if (Scale is null || SpinUpSteps == 0)
            throw new ArgumentException($"setting '{Name}' is not stationary: its windows have {Shape.Steps} steps only");
        var ratio = (double)steps / Shape.Steps;
        return new TwinExperiment
        {
            Name = Name,
            Source = Source,
            Model = Model,
            NoiseVariance = NoiseVariance,
            Shape = Shape with { Steps = steps },
            Scale = Scale,
            Start = Start,
            SpinUpSteps = SpinUpSteps,
            LinearBackgroundError = LinearBackgroundError,
            ObservedComponent = ObservedComponent,
            ObservationError = ObservationError,
            Processes = Processes.ToDictionary(entry => entry.Key, entry => entry.Value.Over(ratio)),
            TrainingProcess = TrainingProcess.Over(ratio),
            Factor = Factor,
            MeanWidth = MeanWidth,
        };
    }

    /// <summary>The standard deviation of the error of an observation at a step, physical units.</summary>
    public double PhysicalObservationError(int step) =>
        ObservationError * Normalization.StandardDeviation[step * Shape.Components + ObservedComponent];

    /// <summary>Observes a true state with its error.</summary>
    /// <param name="state">The state, [φ] or longer, physical units.</param>
    /// <param name="step">Its step.</param>
    /// <param name="random">Where the error comes from.</param>
    public PointObservation Observe(ReadOnlySpan<double> state, int step, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var error = PhysicalObservationError(step);
        return new PointObservation(step, ObservedComponent, state[ObservedComponent] + error * random.NextGaussian(), error);
    }

    /// <summary>The observation process of that short name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public ObservationProcess Process(string name) =>
        Processes.TryGetValue(name, out var process) ? process : throw new ArgumentException(
            $"setting '{Name}' has no observation process '{name}'; it has: {string.Join(", ", Processes.Keys)}");
}
