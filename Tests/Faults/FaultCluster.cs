using System.Diagnostics;
using System.Net;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Cluster;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Faults;

/// <summary>A cluster of silo processes on one back end, each at ports of its own that it keeps when it is started again.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    public const int Silos = 3;
    private readonly BackEnd _backEnd;
    private readonly SiloOptions _options;
    private readonly FaultLog _log;
    private readonly CancellationToken _cancellation;
    private readonly List<SiloOptions> _places = [];
    private readonly List<SiloProcess> _silos = [];

    private FaultCluster(BackEnd backEnd, SiloOptions options, FaultLog log, CancellationToken cancellation) =>
        (_backEnd, _options, _log, _cancellation) = (backEnd, options, log, cancellation);

    /// <summary>Where clients connect.</summary>
    public IReadOnlyList<IPEndPoint> Gateways => [.. _silos.Select(silo => IPEndPoint.Parse(silo.Gateway))];

    /// <summary>How many silos have ended that nobody told to: the others gave them up.</summary>
    public int Lost => _silos.Count(silo => silo.HasEnded);

    /// <summary>Starts one.</summary>
    public static async Task<FaultCluster> StartAsync(BackEnd backEnd, FaultLog log, CancellationToken cancellation)
    {
        var cluster = new FaultCluster(backEnd, await backEnd.NewClusterAsync(), log, cancellation);
        for (var i = 0; i < Silos; i++) await cluster.JoinAsync();
        return cluster;
    }

    /// <summary>Does a fault's first half: what hits the cluster while batches are on their way.</summary>
    /// <returns>When it began, as <see cref="Stopwatch"/> tells time.</returns>
    public async Task<long> BeginAsync(Fault fault, int silo)
    {
        if (fault is Fault.Freeze) return await FreezeAsync(_silos[silo]);
        var begin = Stopwatch.GetTimestamp();
        await (fault switch
        {
            Fault.Kill => _silos[silo].KillAsync(),
            Fault.Stall => StallAsync(_silos[silo]),
            Fault.Terminate => TerminateAsync(_silos[silo]),
            Fault.RestartDatabase => _backEnd.RestartAsync(),
            _ => JoinAsync(),
        });
        return begin;
    }

    /// <summary>Does its second half, once the senders have got over the first: the cluster is whole again.</summary>
    public async Task EndAsync(Fault fault, int silo, IGrainFactory grains)
    {
        if (fault is Fault.Freeze)
        {
            // Where no sender needs it, they have got over it before the others have.
            await GivenUpAsync(_silos[silo], grains);
            await _silos[silo].ThawAsync();
            // It finds out that the others have declared it dead, and ends itself.
            await _silos[silo].EndedAsync(_cancellation);
        }
        if (fault is Fault.Kill or Fault.Freeze or Fault.Terminate)
        {
            await EndAsync(_silos[silo]);
            _silos[silo] = await SiloProcess.StartAsync(_places[silo], _cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos) await EndAsync(silo);
    }

    private async Task EndAsync(SiloProcess silo)
    {
        await silo.DisposeAsync();
        _log.Add(silo);
    }

    private async Task JoinAsync()
    {
        var place = _options with { SiloPort = ServerProcess.FreePort(), GatewayPort = ServerProcess.FreePort() };
        _silos.Add(await SiloProcess.StartAsync(place, _cancellation));
        _places.Add(place);
    }

    /// <summary>Freezes a silo between two writes of a store that it would hold up for all; docs/operate.md says what then.</summary>
    private async Task<long> FreezeAsync(SiloProcess silo)
    {
        while (true)
        {
            var begin = Stopwatch.GetTimestamp();
            await silo.FreezeAsync();
            if (_backEnd.TakesWrites(_options)) return begin;
            await silo.ThawAsync();
        }
    }

    private async Task GivenUpAsync(SiloProcess silo, IGrainFactory grains)
    {
        while (true)
        {
            try
            {
                if (!(await grains.GetGrain<IGatewaysGrain>(0).ListAsync()).Contains(silo.Gateway)) return;
            }
            catch (Exception error) when (RetryPolicy.IsTransient(error))
            {
                // It was the frozen silo that was asked.
            }
            await Task.Delay(100, _cancellation);
        }
    }

    private static async Task StallAsync(SiloProcess silo)
    {
        await silo.FreezeAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(800));
        await silo.ThawAsync();
    }

    private static async Task TerminateAsync(SiloProcess silo) => Assert.Equal(0, await silo.StopAsync());
}
