using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// A grain state that publishes analyses. Its write appends them to the <see cref="IAnalysisLog"/> in the same transaction, so that
/// an activation whose state is refused, because another has written since, publishes nothing either.
/// </summary>
public interface IPublishesAnalyses
{
    /// <summary>Analyses of one track that the next write publishes, ascending by sequence; not part of the state.</summary>
    IReadOnlyList<Analysis> Unpublished { get; }

    /// <summary>Sequence of the oldest analysis that the state still needs: retention keeps it and all that follow.</summary>
    long OldestNeeded { get; }
}
