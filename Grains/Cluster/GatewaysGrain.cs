using System.Net;
using NeuralDA.Grains.Interfaces.Cluster;
using Orleans.Concurrency;

namespace NeuralDA.Grains.Cluster;

/// <inheritdoc cref="IGatewaysGrain"/>
[StatelessWorker(maxLocalWorkers: 1), Reentrant]
internal sealed class GatewaysGrain(IClusterMembershipService membership, IMembershipTable table) : Grain, IGatewaysGrain
{
    private Dictionary<SiloAddress, int> _ports = [];

    public async Task<string[]> ListAsync()
    {
        var active = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).ToList();
        // The port of a silo never changes, so the table is read only when one has joined.
        if (!active.TrueForAll(_ports.ContainsKey))
            _ports = (await table.ReadAllAsync(CancellationToken.None)).Members.ToDictionary(row => row.Item1.SiloAddress, row => row.Item1.ProxyPort);
        return [.. active.Where(silo => _ports.GetValueOrDefault(silo) > 0)
            .Select(silo => new IPEndPoint(silo.Endpoint.Address, _ports[silo]).ToString())];
    }
}
