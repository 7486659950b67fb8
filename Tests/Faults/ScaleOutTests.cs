using System.Diagnostics;
using System.Globalization;
using System.Net;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Faults;

/// <summary>Silo processes that join a cluster under load. A line for each goes to the file that FAULT_REPORT names.</summary>
[Collection(nameof(FaultTests.Alone))]
public class ScaleOutTests
{
    private const int Tracks = 600;
    private const int Senders = 6;
    private const double Even = 0.2;
    private const int LongestRun = 10 * 60 * 1000;

    [Theory(Timeout = LongestRun), InlineData(StoreKind.Postgres)]
    public async Task Tracks_spread_evenly_over_silos_that_join_and_no_call_fails(StoreKind kind)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var backEnd = await BackEnd.StartAsync(kind);
        var options = await backEnd.NewClusterAsync();
        var silos = new List<SiloProcess> { await SiloProcess.StartAsync(options, cancellation) };
        try
        {
            var reached = new ClientOptions { Gateways = [IPEndPoint.Parse(silos[0].Gateway)] };
            using var connection = await ClusterConnection.OpenAsync(reached, cancellation);
            var grains = ClusterConnection.ClientOf(connection);
            await using var client = new NeuralDAClient(grains, reached);
            string[] tracks = await CreateTracksAsync(grains);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var sending = tracks.Chunk(Tracks / Senders).Select(part => SendAsync(client, part, enough.Token)).ToList();
            while (silos.Count < 3)
            {
                silos.Add(await SiloProcess.StartAsync(options, cancellation));
                var begin = Stopwatch.GetTimestamp();
                while (!await IsEvenAsync(grains, silos.Count)) await Task.Delay(500, cancellation);
                Report(kind, silos.Count, Stopwatch.GetElapsedTime(begin));
            }
            await enough.CancelAsync();

            var sent = (await Task.WhenAll(sending)).Sum();
            var status = await Task.WhenAll(tracks.Select(track => client.StatusAsync(track, cancellation)));
            Assert.Equal(sent, status.Sum(each => each.Accepted));
            await connection.StopAsync(cancellation);
        }
        finally
        {
            foreach (var silo in silos) await silo.DisposeAsync();
        }
    }

    private static async Task<string[]> CreateTracksAsync(IGrainFactory grains)
    {
        await grains.GetGrain<IPriorGrain>(ServicePriors.Name).PublishAsync(ServicePriors.Content(1));
        string[] tracks = [.. Enumerable.Range(0, Tracks).Select(i => $"t{i}")];
        var options = new TrackOptions { PriorName = ServicePriors.Name, PriorVersion = 1 };
        foreach (var some in tracks.Chunk(Senders))
            await Task.WhenAll(some.Select(track => grains.GetGrain<IWindowGrain>(track).CreateAsync(options)));
        return tracks;
    }

    /// <summary>Sends one observation after the other to tracks in turn; an error that the client does not get over ends it.</summary>
    private static async Task<long> SendAsync(NeuralDAClient client, string[] tracks, CancellationToken enough)
    {
        var sent = 0L;
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            foreach (var track in tracks)
            {
                var observation = ObservationStreams.At(0.1 + 0.01 * round);
                await client.IngestAsync(track, new ObservationBatch("w", round, [observation]), CancellationToken.None);
                sent++;
            }
        }
        return sent;
    }

    private static async Task<bool> IsEvenAsync(IGrainFactory grains, int silos)
    {
        var all = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var counts = all.Where(each => each.GrainId.Type.ToString() == "window").CountBy(each => each.SiloAddress).ToList();
        var share = (double)counts.Sum(each => each.Value) / silos;
        return counts.Count == silos && counts.All(each => Math.Abs(each.Value - share) <= Even * share);
    }

    private static void Report(StoreKind kind, int silos, TimeSpan time)
    {
        if (Environment.GetEnvironmentVariable("FAULT_REPORT") is not { } file) return;
        File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{kind},{silos} silos,Even,{time.TotalSeconds:0.0},0,0\n"));
    }
}
