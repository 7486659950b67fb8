using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Demo;

/// <summary>What the demo simulates: how long, how fast, how it is observed and what goes wrong on the way.</summary>
internal sealed record DemoScenario
{
    /// <summary>The setting simulated.</summary>
    public TwinExperiment Experiment { get; } = TwinExperimentCatalogue.Find("blanke2024-lorenz63-print");

    /// <summary>Physical mean and scale of the components, the unit of errors.</summary>
    public required Prior Prior { get; init; }

    /// <summary>The seed of everything random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Wall time the stream lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Model steps per second of wall time.</summary>
    public const double StepsPerSecond = 32;

    /// <summary>Mean distance between observations of a system, in steps; they come at random times, not on the grid.</summary>
    public const double MeanGap = 8;

    /// <summary>Share of observations that are gross errors.</summary>
    public const double GrossErrorShare = 0.03;

    /// <summary>Size of a gross error in standard deviations of the ordinary one: uniform between, of either sign.</summary>
    public static readonly (double Low, double High) GrossErrorSize = (10, 40);

    /// <summary>Most observations that travel together, and how many steps they may span.</summary>
    public const int MostTogether = 3;

    /// <inheritdoc cref="MostTogether"/>
    public const double LongestSpan = 8;

    /// <summary>Share of batches that arrive late, overtaken by newer ones.</summary>
    public const double LateShare = 0.15;

    /// <summary>Longest delay of a late batch, in steps; with the span it stays within the allowed lateness.</summary>
    public const double LongestDelay = 20;

    /// <summary>Share of batches that are sent twice.</summary>
    public const double DuplicateShare = 0.1;

    /// <summary>How far behind the newest observation one may come: one window.</summary>
    public double AllowedLateness => Experiment.Shape.Steps * Experiment.Model.TimeStep;

    /// <summary>Gauss-Newton steps of the hybrid estimate.</summary>
    public const int RefinementSteps = 3;

    /// <summary>Model steps streamed.</summary>
    public int Steps => (int)Math.Ceiling(Duration.TotalSeconds * StepsPerSecond);

    /// <summary>When a step is due, after the stream's begin.</summary>
    public static TimeSpan DueAt(double step) => TimeSpan.FromSeconds(step / StepsPerSecond);
}
