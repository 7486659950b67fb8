using Orleans.Concurrency;

namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>The versions of one prior; the grain's key is the prior's name.</summary>
[Alias("neuralda.IPriorGrain")]
public interface IPriorGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds a version. The first is promoted at once, later ones wait for <see cref="PromoteAsync"/>. Content that is there
    /// already is not added again.
    /// </summary>
    /// <param name="content">A safetensors file.</param>
    /// <returns>The version that holds the content.</returns>
    /// <exception cref="InvalidPriorContentException">The content is not a prior.</exception>
    /// <exception cref="IncompatiblePriorException">Its shape differs from the versions that are there.</exception>
    [Alias("Publish")] Task<PriorVersion> PublishAsync([Immutable] byte[] content);

    /// <summary>As <see cref="PublishAsync"/>, of a version that training made; it is never promoted over another one here.</summary>
    /// <param name="content">A safetensors file.</param>
    /// <param name="lineage">Where it comes from.</param>
    /// <returns>The version that holds the content.</returns>
    /// <exception cref="InvalidPriorContentException">The content is not a prior.</exception>
    /// <exception cref="IncompatiblePriorException">Its shape differs from the versions that are there.</exception>
    [Alias("PublishTrained")] Task<PriorVersion> PublishTrainedAsync([Immutable] byte[] content, PriorLineage lineage);

    /// <summary>
    /// Keeps how a version compared with the one in use, and promotes it if that is wanted, it was better beyond noise, and the one
    /// it was compared with is still in use.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="trial">The comparison.</param>
    /// <param name="promote">Whether promotion is wanted.</param>
    /// <returns>Whether the version is now the one in use.</returns>
    /// <exception cref="UnknownPriorException">No such prior or version.</exception>
    [Alias("ConcludeTrial")] Task<bool> ConcludeTrialAsync(int version, PriorTrial trial, bool promote);

    /// <summary>Makes a version the one that tracks use from their next analysis on.</summary>
    /// <param name="version">The version.</param>
    /// <exception cref="UnknownPriorException">No such prior or version.</exception>
    [Alias("Promote")] Task<PriorStatus> PromoteAsync(int version);

    /// <summary>Undoes the last promotion; without one before it nothing changes.</summary>
    /// <exception cref="UnknownPriorException">No such prior.</exception>
    [Alias("Rollback")] Task<PriorStatus> RollbackAsync();

    /// <summary>The version that tracks use unless they pin one.</summary>
    /// <exception cref="UnknownPriorException">No such prior.</exception>
    [Alias("GetCurrentVersion"), AlwaysInterleave, ReadOnly] Task<int> GetCurrentVersionAsync();

    /// <summary>The prior and its versions.</summary>
    /// <exception cref="UnknownPriorException">No such prior.</exception>
    [Alias("GetStatus"), AlwaysInterleave, ReadOnly] Task<PriorStatus> GetStatusAsync();

    /// <summary>The safetensors content of a version.</summary>
    /// <param name="version">The version.</param>
    /// <exception cref="UnknownPriorException">No such prior or version.</exception>
    [Alias("GetContent"), AlwaysInterleave, ReadOnly] Task<byte[]> GetContentAsync(int version);
}
