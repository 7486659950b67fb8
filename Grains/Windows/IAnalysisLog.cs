using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// The published analyses of all tracks, append-only, keyed by track and sequence. It has no writing side: the store appends what
/// an <see cref="IPublishesAnalyses"/> publishes in the transaction that writes the state.
/// </summary>
public interface IAnalysisLog
{
    /// <summary>Reads entries; those that retention has removed are skipped.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="first">First sequence wanted.</param>
    /// <param name="last">Last sequence wanted, included.</param>
    /// <param name="most">Most entries wanted, at least 1.</param>
    /// <returns>The first entries between, ascending.</returns>
    /// <exception cref="Interfaces.StorageFailedException">The store refused the read.</exception>
    /// <exception cref="Interfaces.StorageUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<Analysis>> ReadAsync(string track, long first, long last, int most);
}
