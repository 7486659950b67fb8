using Orleans.Concurrency;

namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>Single writer of one track's sliding window; the grain's key is the track id.</summary>
[Alias("neuralda.IWindowGrain")]
public interface IWindowGrain : IGrainWithStringKey
{
    /// <summary>Creates the track. Creating it again with equal options does nothing.</summary>
    /// <param name="options">How the track is assimilated.</param>
    /// <exception cref="TrackExistsException">The track exists with other options.</exception>
    /// <exception cref="InvalidTrackException">An option is out of range.</exception>
    /// <exception cref="Priors.UnknownPriorException">No such prior or version.</exception>
    [Alias("Create")] Task CreateAsync(TrackOptions options);

    /// <summary>
    /// Validates, de-duplicates, assimilates, persists and publishes one batch, then acknowledges it. All or nothing: after an
    /// exception the batch never happened, and sending it again is always safe.
    /// </summary>
    /// <param name="batch">The observations.</param>
    /// <returns>What became of each observation.</returns>
    /// <exception cref="UnknownTrackException">The track was never created.</exception>
    /// <exception cref="InvalidBatchException">The batch is too long, or has a negative sequence number or no writer.</exception>
    /// <exception cref="StorageFailedException">It could not be written, for example for lack of disk space.</exception>
    /// <exception cref="StorageUnavailableException">The store does not answer; whether it kept the batch is not known.</exception>
    [Alias("Ingest")] Task<IngestReceipt> IngestAsync(ObservationBatch batch);

    /// <summary>The newest revision of the newest window, or null before the first observation.</summary>
    /// <exception cref="UnknownTrackException">The track was never created.</exception>
    [Alias("GetLatest"), AlwaysInterleave, ReadOnly] Task<Analysis?> GetLatestAsync();

    /// <summary>All analyses from a sequence number on, then each new one as it is published; it does not end.</summary>
    /// <param name="fromSequence">First sequence wanted; 1 or less is the beginning, or the oldest that is kept.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="UnknownTrackException">The track was never created.</exception>
    [Alias("Analyses"), AlwaysInterleave, ReadOnly]
    IAsyncEnumerable<Analysis> AnalysesAsync(long fromSequence, CancellationToken cancellationToken = default);

    /// <summary>Forecasts from the latest analysis: by the physical model where the prior names one, else by the prior.</summary>
    /// <param name="until">Model time of the last state wanted.</param>
    /// <exception cref="UnknownTrackException">The track was never created.</exception>
    /// <exception cref="ForecastUnavailableException">
    /// There is no analysis yet, or <paramref name="until"/> is out of range.
    /// </exception>
    [Alias("Forecast"), AlwaysInterleave, ReadOnly] Task<Forecast> ForecastAsync(double until);

    /// <summary>Computes an analysis once more from what is stored, and compares it bit for bit.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <exception cref="UnknownTrackException">The track was never created.</exception>
    /// <exception cref="UnknownAnalysisException">There is no such analysis, or no longer.</exception>
    [Alias("Replay"), AlwaysInterleave, ReadOnly] Task<Replay> ReplayAsync(long sequence);

    /// <summary>Where the track stands.</summary>
    /// <exception cref="UnknownTrackException">The track was never created.</exception>
    [Alias("GetStatus"), AlwaysInterleave, ReadOnly] Task<TrackStatus> GetStatusAsync();
}
