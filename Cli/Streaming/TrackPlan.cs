using NeuralDA.Assimilation.Priors;
using NeuralDA.Cli.Hosting;
using NeuralDA.Client;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Streaming;

/// <summary>How the tracks of a file are assimilated, as the command line says it.</summary>
internal sealed record TrackPlan
{
    /// <summary>A safetensors file, or the name of a prior the service has.</summary>
    public required string Prior { get; init; }

    /// <summary>Begin of window 0, model time; null means <see cref="BeginOf"/>.</summary>
    public double? Begin { get; init; }

    /// <summary>Shift between windows, in steps; null means a quarter of the window.</summary>
    public int? Shift { get; init; }

    /// <summary>Gauss-Newton steps after the neural analysis.</summary>
    public int Refinement { get; init; }

    /// <summary>The starts of refinement; null by the observations.</summary>
    public int? Starts { get; init; }

    /// <summary>Allowed lateness, model time; null means one shift.</summary>
    public double? Lateness { get; init; }

    /// <summary>Standard deviations beyond which an observation is a gross error; 0 is off.</summary>
    public double GrossErrorThreshold { get; init; }

    /// <summary>Publishes the prior where it is a file, and resolves the plan to the options of each track.</summary>
    /// <param name="client">The service.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidPriorException">The file is not a prior.</exception>
    public async Task<Func<TrackObservations, TrackOptions>> ResolveAsync(
        NeuralDAClient client, CancellationToken cancellationToken)
    {
        var (name, version) = (Prior, (int?)null);
        if (File.Exists(Prior) || Path.HasExtension(Prior))
        {
            name = PriorFiles.Load(Prior).Description.Name;
            version = (await client.PublishPriorAsync(name, Prior, cancellationToken)).Version;
        }
        var prior = await client.PriorAsync(name, cancellationToken);
        return track => new TrackOptions
        {
            PriorName = name,
            PriorVersion = version,
            Origin = Begin ?? BeginOf(track, prior),
            ShiftSteps = Shift,
            RefinementSteps = Refinement,
            RefinementStarts = Starts,
            Lateness = Lateness,
            GrossErrorThreshold = GrossErrorThreshold,
        };
    }

    /// <summary>
    /// Where windows begin unless told: at 0 if all observations then lie in the first window, else at the earliest
    /// observation. So observations that span less than a window are one window.
    /// </summary>
    private static double BeginOf(TrackObservations track, PriorStatus prior)
    {
        var times = track.Lines.Select(line => line.Observation.Time).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        return times.Min() >= 0 && times.Max() < prior.Steps * prior.TimeStep ? 0 : times.Min();
    }
}
