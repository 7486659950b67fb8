using Orleans.Concurrency;

namespace NeuralDA.Grains.Priors;

/// <summary>Content of one prior version, written once; keyed by name and version, see <see cref="PriorGrain"/>.</summary>
[Alias("neuralda.IPriorContentGrain")]
internal interface IPriorContentGrain : IGrainWithStringKey
{
    [Alias("Set")] Task SetAsync([Immutable] byte[] content);

    [Alias("Get"), AlwaysInterleave, ReadOnly] Task<byte[]> GetAsync();
}
