using Orleans.Concurrency;

namespace NeuralDA.Grains.Interfaces.Cluster;

/// <summary>
/// Tells a client where it can connect. Each silo answers for itself, so that an answer says that the gateway it came through
/// lives; a client asks under several keys, which go different ways.
/// </summary>
[Alias("neuralda.IGatewaysGrain")]
public interface IGatewaysGrain : IGrainWithIntegerKey
{
    /// <summary>The gateways of the cluster's active silos.</summary>
    /// <returns>Addresses as "IP:PORT", in no particular order.</returns>
    [Alias("List"), ReadOnly] Task<string[]> ListAsync();
}
