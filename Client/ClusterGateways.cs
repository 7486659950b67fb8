using System.Net;
using NeuralDA.Grains.Interfaces.Cluster;
using Orleans.Messaging;

namespace NeuralDA.Client;

/// <summary>
/// The gateways that the cluster itself names. A silo that joins is used, and one that hangs without closing its connections is
/// left as soon as the others have given it up; without this, every call through it would wait for nothing.
/// </summary>
internal sealed class ClusterGateways(IReadOnlyList<IPEndPoint> configured, Func<IGrainFactory> grains) : IGatewayListProvider
{
    // Keys go different ways: that all of them go through one gateway of several is unlikely.
    private const int Questions = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private IPEndPoint[] _named = [];

    public TimeSpan MaxStaleness => Patience;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways()
    {
        try
        {
            var answers = Enumerable.Range(0, Questions)
                .Select(key => grains().GetGrain<IGatewaysGrain>(key).ListAsync().WaitAsync(Patience)).ToList();
            await foreach (var answer in Task.WhenEach(answers).ConfigureAwait(false))
            {
                if (!answer.IsCompletedSuccessfully || await answer.ConfigureAwait(false) is not { Length: > 0 } named) continue;
                _named = [.. named.Select(IPEndPoint.Parse)];
                return Uris(_named);
            }
        }
        catch (Exception exception) when (exception is OrleansException or InvalidOperationException or ArgumentException)
        {
            // The client is not connected, and knows neither silos nor grains: then there is nobody to ask.
        }
        return Uris(_named.Union(configured));
    }

    private static List<Uri> Uris(IEnumerable<IPEndPoint> gateways) => [.. gateways.Select(gateway => gateway.ToGatewayUri())];
}
