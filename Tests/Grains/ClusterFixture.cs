using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace NeuralDA.Tests.Grains;

/// <summary>Silos in this process that share one SQLite store, with the real grains, batcher and client.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    // A call in flight to a killed silo fails only then; the default of 30 s would be waited out.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private readonly TemporaryFolder _folder = new();
    private SqliteStore? _store;
    private int _names;

    internal InProcessTestCluster Cluster { get; private set; } = null!;

    internal NeuralDAClient Client { get; private set; } = null!;

    internal SqliteStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _store = SqliteStore.Open(DataFolder.Open(_folder.Path));
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddNeuralDA();
            // An instance, not a factory: the silos share it, and one that is killed must not close it.
            silo.Services.AddSingleton<IStore>(_store);
            silo.Services.Configure<InferenceOptions>(options => options.PriorFreshness = TimeSpan.Zero);
            silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = CallTimeout);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = CallTimeout));
        Cluster = builder.Build();
        await Cluster.DeployAsync();
        Client = new NeuralDAClient(Cluster.Client);
        await Cluster.Client.GetGrain<IPriorGrain>(ServicePriors.Name).PublishAsync(ServicePriors.Content(1));
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _store!.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A name no other test uses.</summary>
    internal string NewName(string purpose) => $"{purpose}-{Interlocked.Increment(ref _names)}";

    internal async Task<string> NewTrackAsync(TrackOptions? options = null)
    {
        var track = NewName("track");
        await Client.CreateTrackAsync(track, options ?? new TrackOptions { PriorName = ServicePriors.Name });
        return track;
    }

    /// <summary>Sends a batch until it is acknowledged: the timeout is short, and on a busy machine the first calls are slow.</summary>
    internal async Task<IngestReceipt> IngestAsync(string track, string writer, long first, params Observation[] observations)
    {
        while (true)
        {
            try
            {
                return await Window(track).IngestAsync(new ObservationBatch(writer, first, observations));
            }
            catch (TimeoutException)
            {
                // Sending a batch again changes nothing.
            }
        }
    }

    internal IWindowGrain Window(string track) => Cluster.Client.GetGrain<IWindowGrain>(track);
}
