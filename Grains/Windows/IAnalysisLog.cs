using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// The published analyses of all tracks, append-only, keyed by track and sequence. The track's state says up to which sequence
/// the log counts: an entry beyond it stems from a batch that was never acknowledged and is overwritten by the next one.
/// </summary>
public interface IAnalysisLog
{
    /// <summary>
    /// Writes entries, replacing those with the same track and sequence. An entry is durable no later than any grain state
    /// whose write begins after this call returns, whether or not the task has ended: a store that cannot promise this order
    /// returns only when the entries are durable.
    /// </summary>
    /// <param name="analyses">The analyses, ascending by sequence, of one track.</param>
    /// <returns>Ends when the entries are durable.</returns>
    /// <exception cref="Interfaces.StorageFailedException">The store refused the write.</exception>
    Task AppendAsync(IReadOnlyList<Analysis> analyses);

    /// <summary>Reads entries.</summary>
    /// <param name="track">Track id.</param>
    /// <param name="first">First sequence wanted.</param>
    /// <param name="last">Last sequence wanted, included.</param>
    /// <returns>The entries between, ascending.</returns>
    Task<IReadOnlyList<Analysis>> ReadAsync(string track, long first, long last);
}
