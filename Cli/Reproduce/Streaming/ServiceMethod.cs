using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Streaming;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Reproduce.Streaming;

/// <summary>Tracks as a silo followed them: what its users see, not what the library would compute.</summary>
internal sealed class ServiceMethod : IStreamingMethod
{
    private const int BatchSize = 64;

    private readonly Prior _prior;

    private ServiceMethod(
        string name, Prior prior, IReadOnlyList<Dictionary<long, Analysis>> windows, IReadOnlyList<TrackStatus> statuses) =>
        (Name, _prior, Windows, Statuses) = (name, prior, windows, statuses);

    /// <summary>The newest revision of each window, by track.</summary>
    public IReadOnlyList<Dictionary<long, Analysis>> Windows { get; }

    /// <summary>Where each track stood at its end.</summary>
    public IReadOnlyList<TrackStatus> Statuses { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Streams the tracks through a silo of this process, in order, and keeps the newest revision of each window.</summary>
    /// <param name="name">The name in tables, also the tracks' in the service.</param>
    /// <param name="prior">The prior.</param>
    /// <param name="options">How tracks are assimilated.</param>
    /// <param name="tracks">The tracks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ServiceMethod> RunAsync(
        string name, Prior prior, TrackOptions options, IReadOnlyList<SimulatedTrack> tracks, CancellationToken cancellationToken)
    {
        await using var service = await ServiceConnection.OpenAsync(cluster: null, dataFolder: null, cancellationToken);
        await service.Client.PublishPriorContentAsync(options.PriorName, prior.Save(), cancellationToken);
        var sender = new FileSender(service.Client, writerId: name, BatchSize);
        var outcomes = await sender.SendAsync(
            [.. tracks.Select((track, i) => ToFile(TrackName(name, i), prior, track))], _ => options, () => { }, cancellationToken);
        var statuses = await Task.WhenAll(tracks.Select((_, i) => service.Client.StatusAsync(TrackName(name, i), cancellationToken)));
        return new ServiceMethod(
            name, prior, [.. outcomes.Select(outcome => outcome.Analyses.ToDictionary(analysis => analysis.Window))], statuses);
    }

    /// <inheritdoc/>
    public IEnumerable<MethodEstimate[]> Follow(IReadOnlyList<SimulatedTrack> tracks, int shift)
    {
        var windows = (tracks[0].Truth.Length / _prior.Shape.Components - _prior.Shape.Steps) / shift + 1;
        for (var window = 0; window < windows; window++)
            yield return [.. Windows.Select(track => Newest(track.GetValueOrDefault(window)))];
    }

    // Where the service says nothing, in the midst of a long silence, a user is left with climatology.
    private MethodEstimate Newest(Analysis? analysis)
    {
        var n = _prior.Shape.Components;
        if (analysis is null) return new MethodEstimate(_prior.Climatology.Mean[^n..], [.. Enumerable.Repeat(1.0, n)]);
        var mean = ToDoubles(analysis.RefinedMean ?? analysis.Mean);
        var deviation = ToDoubles(analysis.RefinedStandardDeviation ?? analysis.StandardDeviation);
        _prior.Normalization.Normalize(mean);
        _prior.Normalization.ScaleToNormalized(deviation);
        return new MethodEstimate(mean[^n..], deviation[^n..]);
    }

    private static string TrackName(string name, int track) => $"{name}-{track}";

    private static double[] ToDoubles(FloatBlob values) => Array.ConvertAll(values.Span.ToArray(), value => (double)value);

    private static TrackObservations ToFile(string name, Prior prior, SimulatedTrack track) => new(name,
    [
        .. track.Observations.Select((point, line) => new ObservationLine(line + 1, null, new Observation(
            point.Step * prior.Description.TimeStep, prior.Description.Components[point.Component], point.Value,
            point.ErrorStandardDeviation))),
    ]);
}
