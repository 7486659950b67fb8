using Microsoft.Extensions.Hosting;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Client;

/// <summary>
/// Connection to a NeuralDA cluster; thread-safe, one per process is enough. Calls that fail in transit are repeated; errors
/// of the service arrive as <see cref="Grains.Interfaces.NeuralDAException"/>.
/// </summary>
public sealed class NeuralDAClient : IAsyncDisposable
{
    private const int RoomForTheRest = 4096;
    private readonly IClusterClient _cluster;
    private readonly RetryPolicy _retry;
    private readonly TimeSpan _ingestTimeout;
    private readonly int _maximumBytes;
    private readonly TimeProvider _clock;
    private readonly IHost? _connection;

    /// <summary>Uses a cluster client that someone else owns, for example the one of a silo in the same process.</summary>
    /// <param name="cluster">A connected cluster client; disposing this object leaves it alone.</param>
    /// <param name="options">
    /// Only <see cref="ClientOptions.RetryFor"/>, <see cref="ClientOptions.IngestTimeout"/> and
    /// <see cref="ClientOptions.MaximumMessageBytes"/> are used.
    /// </param>
    /// <param name="clock">Clock for pauses. Default: the system's.</param>
    public NeuralDAClient(IClusterClient cluster, ClientOptions? options = null, TimeProvider? clock = null)
        : this(cluster, options ?? new ClientOptions(), clock ?? TimeProvider.System, connection: null)
    {
    }

    private NeuralDAClient(IClusterClient cluster, ClientOptions options, TimeProvider clock, IHost? connection)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _cluster = cluster;
        _clock = clock;
        _connection = connection;
        _retry = new RetryPolicy(options.RetryFor, clock);
        _ingestTimeout = options.IngestTimeout;
        _maximumBytes = options.MaximumMessageBytes;
        Training = new TrainingRuns(cluster, _retry);
    }

    /// <summary>The cluster's training runs.</summary>
    public TrainingRuns Training { get; }

    /// <summary>Connects to a cluster.</summary>
    /// <param name="options">Where the cluster is. Default: a silo on this machine.</param>
    /// <param name="cancellationToken">Gives up early.</param>
    /// <returns>The connection; dispose it.</returns>
    /// <exception cref="ClusterUnreachableException">
    /// No gateway answered within <see cref="ClientOptions.ConnectTimeout"/>.
    /// </exception>
    public static async Task<NeuralDAClient> ConnectAsync(
        ClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ClientOptions();
        var host = await ClusterConnection.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        return new NeuralDAClient(ClusterConnection.ClientOf(host), options, TimeProvider.System, host);
    }

    /// <summary>Creates a track; creating it again with equal options does nothing.</summary>
    /// <param name="track">Track id, chosen by the caller.</param>
    /// <param name="options">How it is assimilated.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task CreateTrackAsync(string track, TrackOptions options, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Window(track).CreateAsync(options), cancellationToken);

    /// <summary>Opens a writer of observations. A track may have several, each with an id of its own.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="writerId">Who numbers the observations; unique within the track.</param>
    /// <param name="options">Numbering, buffering and sending. Default: as documented there.</param>
    /// <returns>The writer; dispose it to send what is buffered.</returns>
    public ObservationWriter OpenWriter(string track, string writerId, WriterOptions? options = null) =>
        new(Window(track), writerId, options ?? new WriterOptions(), _retry, _ingestTimeout, _clock);

    /// <summary>Sends one batch, whose numbers the caller keeps; a <see cref="ObservationWriter"/> does that by itself.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="batch">The observations.</param>
    /// <param name="cancellationToken">Gives up waiting; the batch may have arrived, and is safe to send again.</param>
    public Task<IngestReceipt> IngestAsync(string track, ObservationBatch batch, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Window(track).IngestAsync(batch), cancellationToken, _ingestTimeout);

    /// <summary>All analyses of a track from a sequence number on, past and future.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="fromSequence">First sequence wanted. Default: 1, the beginning.</param>
    public AnalysisFeed Analyses(string track, long fromSequence = 1) => new(Window(track), fromSequence, _retry);

    /// <summary>The newest revision of a track's newest window, or null before its first observation.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<Analysis?> LatestAsync(string track, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Window(track).GetLatestAsync(), cancellationToken);

    /// <summary>Forecasts from the latest analysis of a track.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="until">Model time of the last state wanted.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<Forecast> ForecastAsync(string track, double until, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Window(track).ForecastAsync(until), cancellationToken);

    /// <summary>Computes an analysis once more from what is stored, and compares it bit for bit.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="sequence">Sequence of the analysis.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<Replay> ReplayAsync(string track, long sequence, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Window(track).ReplayAsync(sequence), cancellationToken);

    /// <summary>Where a track stands.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TrackStatus> StatusAsync(string track, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Window(track).GetStatusAsync(), cancellationToken);

    /// <summary>Ids of all tracks, ordered.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<string>> ListTracksAsync(CancellationToken cancellationToken = default) =>
        await _retry.RunAsync(() => _cluster.ListAsync(CatalogShards.Tracks), cancellationToken).ConfigureAwait(false);

    /// <summary>Names of all priors, ordered.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<string>> ListPriorsAsync(CancellationToken cancellationToken = default) =>
        await _retry.RunAsync(() => _cluster.ListAsync(CatalogShards.Priors), cancellationToken).ConfigureAwait(false);

    /// <summary>A prior and its versions.</summary>
    /// <param name="prior">Name of the prior.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<PriorStatus> PriorAsync(string prior, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Prior(prior).GetStatusAsync(), cancellationToken);

    /// <summary>Adds a version to a prior; the first is promoted at once, later ones wait for promotion.</summary>
    /// <param name="prior">Name of the prior.</param>
    /// <param name="path">A safetensors file.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The version that holds the file's content.</returns>
    public async Task<PriorVersion> PublishPriorAsync(string prior, string path, CancellationToken cancellationToken = default)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return await PublishPriorContentAsync(prior, content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a version to a prior; the first is promoted at once, later ones wait for promotion.</summary>
    /// <param name="prior">Name of the prior.</param>
    /// <param name="content">The content of a safetensors file; it must not change afterwards.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The version that holds the content.</returns>
    /// <exception cref="ArgumentException">The content is larger than a message may be.</exception>
    public Task<PriorVersion> PublishPriorContentAsync(string prior, byte[] content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        // The silo would close the connection, with all other calls on it.
        if (content.Length > _maximumBytes - RoomForTheRest)
            throw new ArgumentException(
                $"The prior has {content.Length} bytes; expected at most {_maximumBytes - RoomForTheRest}.", nameof(content));
        return _retry.RunAsync(() => Prior(prior).PublishAsync(content), cancellationToken);
    }

    /// <summary>The safetensors content of a version.</summary>
    /// <param name="prior">Name of the prior.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<byte[]> PriorContentAsync(string prior, int version, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Prior(prior).GetContentAsync(version), cancellationToken);

    /// <summary>Makes a version the one that tracks use from their next analysis on.</summary>
    /// <param name="prior">Name of the prior.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<PriorStatus> PromotePriorAsync(string prior, int version, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Prior(prior).PromoteAsync(version), cancellationToken);

    /// <summary>Undoes the last promotion of a prior.</summary>
    /// <param name="prior">Name of the prior.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<PriorStatus> RollbackPriorAsync(string prior, CancellationToken cancellationToken = default) =>
        // Not repeated: undoing twice is not undoing once.
        Prior(prior).RollbackAsync().WaitAsync(cancellationToken);

    /// <summary>Closes the connection, unless the cluster client belongs to someone else.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is null) return;
        await _connection.StopAsync().ConfigureAwait(false);
        _connection.Dispose();
    }

    private IWindowGrain Window(string track)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(track);
        return _cluster.GetGrain<IWindowGrain>(track);
    }

    private IPriorGrain Prior(string prior)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prior);
        return _cluster.GetGrain<IPriorGrain>(prior);
    }
}
