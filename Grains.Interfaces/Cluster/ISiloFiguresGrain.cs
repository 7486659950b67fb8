namespace NeuralDA.Grains.Interfaces.Cluster;

/// <summary>
/// What one silo is doing; the key is the silo's address, and the grain is on that silo. It counts while it is asked now and then,
/// so that figures nobody looks at cost nothing.
/// </summary>
[Alias("neuralda.ISiloFiguresGrain")]
public interface ISiloFiguresGrain : IGrainWithStringKey
{
    /// <summary>The figures of the last seconds; all zero at the first look.</summary>
    [Alias("Get")] Task<SiloFigures> GetAsync();
}

/// <summary>What a silo did over the last seconds.</summary>
/// <param name="ObservationsPerSecond">Observations taken in, accepted or not.</param>
/// <param name="AnalysesPerSecond">Analyses published, first ones and revisions.</param>
/// <param name="MedianSeconds">Median time from the arrival of a batch to its analyses on disk, good to a tenth; NaN without batches.</param>
/// <param name="NinetyNineSeconds">Its 99th percentile.</param>
/// <param name="Waiting">Windows that wait for a thread.</param>
[GenerateSerializer, Immutable, Alias("neuralda.SiloFigures")]
public sealed record SiloFigures(
    [property: Id(0)] double ObservationsPerSecond, [property: Id(1)] double AnalysesPerSecond,
    [property: Id(2)] double MedianSeconds, [property: Id(3)] double NinetyNineSeconds, [property: Id(4)] long Waiting);
