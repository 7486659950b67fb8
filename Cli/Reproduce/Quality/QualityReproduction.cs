using MathNet.Numerics.Statistics;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.Streaming.Baselines;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Reproduce.Streaming;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Reproduce.Quality;

/// <summary>Streams tracks with gross errors, and tracks with wrongly stated errors, through a silo of this process.</summary>
/// <param name="prior">The prior.</param>
/// <param name="options">How tracks are assimilated.</param>
/// <param name="isTuning">Whether validation tracks are used instead of test tracks.</param>
internal sealed class QualityReproduction(Prior prior, TrackOptions options, bool isTuning)
{
    /// <summary>The gross errors that streams are spoiled with.</summary>
    public static readonly GrossErrors GrossErrors = new(Share: 0.03, Deviations: 10);

    /// <summary>An estimate of the error scale this near to the true one, as a part of it, has found it.</summary>
    public const double Tolerance = 0.2;

    private const ulong Seed = 20240708;

    // Analyses of so many tracks at once fit in memory, however long the tracks.
    private const int TracksAtOnce = 16;

    // Each of these streams has an observation every 8 steps on average.
    private const int StepsPerObservation = 8;

    private const int Particles = 10_000, ParticleTracks = 16;

    private readonly TwinExperiment _experiment = TwinExperimentCatalogue.Find(prior.Description.Setting);

    /// <summary>Follows tracks without and with gross errors.</summary>
    public async Task<GrossErrorResult> GrossErrorsAsync(
        string stream, int refinementSteps, int tracks, int steps, CancellationToken cancellationToken)
    {
        var clean = Tracks(stream, tracks, steps);
        var spoiled = clean.Select((track, i) => GrossErrors.Spoil(track, Seed, i)).ToArray();
        var with = options with { RefinementSteps = refinementSteps };
        var before = await ServiceMethod.RunAsync("clean", prior, with, clean, cancellationToken);
        var after = await ServiceMethod.RunAsync(
            "spoiled", prior, with, [.. spoiled.Select(each => each.Track)], cancellationToken);
        var known = await ServiceMethod.RunAsync(
            "known", prior, with, [.. spoiled.Select(each => Without(each.Track, each.IsGross))], cancellationToken);

        var comparison = new StreamingComparison(prior.Shape, prior.Normalization, prior.Shape.Steps / 4);
        var fates = after.Windows.SelectMany((windows, i) =>
            Verdicts(windows).Select(verdict => (IsGross: spoiled[i].IsGross[verdict.Key], verdict.Value))).ToLookup(
            fate => fate.IsGross, fate => fate.Value);
        return new GrossErrorResult(
            stream, refinementSteps == 0 ? "neural" : "with physical model", comparison.Run(before, clean),
            comparison.Run(after, clean), comparison.Run(known, clean),
            before.Windows.SelectMany(windows => Verdicts(windows).Values).Average(),
            fates[false].Average(), fates[true].DefaultIfEmpty().Average());
    }

    /// <summary>What a filter that knows the model and all of the gross errors but which they are makes of them.</summary>
    public GrossErrorBound Bound(string stream, int tracks, int steps)
    {
        var clean = Tracks(stream, Math.Min(tracks, ParticleTracks), steps);
        SimulatedTrack[] spoiled = [.. clean.Select((track, i) => GrossErrors.Spoil(track, Seed, i).Track)];
        var comparison = new StreamingComparison(prior.Shape, prior.Normalization, prior.Shape.Steps / 4);
        return new GrossErrorBound(
            stream, comparison.Run(new ParticleFilter(prior, Particles, Seed), clean),
            comparison.Run(new ParticleFilter(prior, Particles, Seed, GrossErrors), spoiled));
    }

    /// <summary>Follows tracks whose error variance is stated too small by a factor, or too large, or rightly.</summary>
    public async Task<ErrorScaleResult> ErrorScaleAsync(
        string stream, double trueScale, int tracks, int observations, CancellationToken cancellationToken)
    {
        var diagnostics = new List<ComponentDiagnostics>();
        foreach (var some in Tracks(stream, tracks, observations * StepsPerObservation).Chunk(TracksAtOnce))
        {
            var method = await ServiceMethod.RunAsync(
                "stated", prior, options, [.. some.Select(track => Stated(track, trueScale))], cancellationToken);
            diagnostics.AddRange(method.Statuses.SelectMany(status => status.Diagnostics));
        }
        var scales = diagnostics.ConvertAll(each => each.ErrorScale);
        return new ErrorScaleResult(
            stream, trueScale, tracks, observations, scales.Min(), scales.Median(), scales.Max(),
            scales.Count(scale => Math.Abs(scale / trueScale - 1) <= Tolerance),
            diagnostics.Count(each => each.Warnings.HasFlag(DiagnosticWarnings.ObservationError)),
            diagnostics.Count(each => (each.Warnings & ~DiagnosticWarnings.ObservationError) != DiagnosticWarnings.None));
    }

    private SimulatedTrack[] Tracks(string stream, int count, int steps)
    {
        var schedule = ObservationSchedule.Named[stream];
        return isTuning
            ? TrackSampler.ValidationTracks(_experiment, schedule, count, steps, Seed)
            : TrackSampler.TestTracks(_experiment, schedule, count, steps, Seed);
    }

    private static SimulatedTrack Without(SimulatedTrack track, bool[] isGross) =>
        track with { Observations = [.. track.Observations.Where((_, i) => !isGross[i])] };

    private static SimulatedTrack Stated(SimulatedTrack track, double trueScale) => track with
    {
        Observations = [.. track.Observations.Select(observation => observation with
        {
            ErrorStandardDeviation = observation.ErrorStandardDeviation / Math.Sqrt(trueScale),
        })],
    };

    // Of each observation, by number, whether the newest of its windows refused it: 1 or 0.
    private static Dictionary<long, double> Verdicts(Dictionary<long, Analysis> windows)
    {
        var verdicts = new Dictionary<long, double>();
        foreach (var outcome in windows.OrderBy(entry => entry.Key).SelectMany(entry => entry.Value.Observations))
            verdicts[outcome.Sequence] = outcome.Refused is null ? 0 : 1;
        return verdicts;
    }
}
