using System.Diagnostics;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Faults;

/// <summary>
/// One seeded run: tracks are sent their scripts while faults hit the cluster, one in each phase, amid the batches of that phase.
/// </summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int Tracks = 10;
    private const int Phases = 4;
    private const int BatchesPerPhase = 8;
    private static readonly TimeSpan BetweenRepetitions = TimeSpan.FromMilliseconds(50);
    private static readonly TrackOptions Options = new() { PriorName = ServicePriors.Name, PriorVersion = 1 };

    private readonly Random _random;
    private readonly List<Fault> _faults;
    private readonly List<TrackScript> _scripts;
    private readonly TemporaryFolder _folder = new();
    private readonly FaultLog _log;
    private readonly CancellationToken _cancellation;

    /// <summary>Draws faults and scripts.</summary>
    public FaultRun(StoreKind kind, int seed, IReadOnlyList<Fault> faults, FaultLog log, CancellationToken cancellation)
    {
        _random = new Random(seed);
        // A store without a server has none to restart.
        var possible = faults.Where(fault => kind != StoreKind.Sqlite || fault != Fault.RestartDatabase).ToArray();
        _random.Shuffle(possible);
        _faults = [.. Enumerable.Range(0, Phases).Select(phase => possible[phase % possible.Length])];
        _scripts = [.. Enumerable.Range(0, Tracks).Select(i => TrackScript.Of($"track{i}", _random.Next(), Phases * BatchesPerPhase))];
        (_log, _cancellation) = (log, cancellation);
        File.WriteAllBytes(_folder.File("prior.safetensors"), ServicePriors.Content(1));
    }

    /// <summary>Sends the scripts to a silo that nothing happens to.</summary>
    public async Task<IReadOnlyList<TrackRecord>> UndisturbedAsync()
    {
        await using var silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.File("undisturbed")), _cancellation);
        await using var client = new NeuralDAClient(silo.ClusterClient);
        await CreateTracksAsync(client);
        var senders = Senders(silo.ClusterClient);
        for (var phase = 0; phase < Phases; phase++) await Task.WhenAll(senders.Select(sender => PhaseAsync(sender, phase, null, [])));
        var records = await RecordsAsync(client);
        foreach (var (record, sender) in records.Zip(senders)) record.RequireUsed(sender.Accepted);
        return records;
    }

    /// <summary>Sends the scripts while the faults happen, with a feed on every track.</summary>
    public async Task<(IReadOnlyList<TrackRecord> Records, IReadOnlyList<FaultEffect> Effects)> DisturbedAsync(FaultCluster cluster)
    {
        var options = new ClientOptions { Gateways = cluster.Gateways, RetryFor = TimeSpan.FromMinutes(2) };
        using var host = await ClusterConnection.OpenAsync(options, _cancellation);
        var orleans = ClusterConnection.ClientOf(host);
        await using var client = new NeuralDAClient(orleans, options);
        await CreateTracksAsync(client);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var feeds = _scripts.Select(script => FollowedFeed.Open(client, script.Track, enough.Token)).ToList();

        var (senders, effects) = (Senders(orleans), new List<FaultEffect>());
        for (var phase = 0; phase < Phases; phase++) effects.Add(await DisturbAsync(cluster, senders, orleans, phase));

        var records = await RecordsAsync(client);
        foreach (var (feed, record) in feeds.Zip(records)) await feed.RequireAllAsync(record.Analyses.Count, _cancellation);
        await enough.CancelAsync();
        await Task.WhenAll(feeds.Select(feed => feed.Ended));
        await host.StopAsync(_cancellation);
        return (records, effects);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<FaultEffect> DisturbAsync(FaultCluster cluster, IReadOnlyList<TrackSender> senders, IGrainFactory grains, int phase)
    {
        var (fault, silo) = (_faults[phase], _random.Next(FaultCluster.Silos));
        var underWay = new Countdown(_random.Next(1, Tracks * BatchesPerPhase / 3));
        var sent = new List<TrackSender.Sent>();
        var phases = senders.Select(sender => PhaseAsync(sender, phase, underWay, sent)).ToList();
        using var mended = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        var repeating = Task.WhenAll(senders.Zip(phases, (sender, done) => RepeatAsync(sender, phase, done, sent, mended.Token)));
        DateTime at;
        long begin;
        try
        {
            await underWay.Reached.WaitAsync(_cancellation);
            at = TimeProvider.System.GetUtcNow().UtcDateTime;
            begin = await cluster.BeginAsync(fault, silo);
            await Task.WhenAll(phases);
            await cluster.EndAsync(fault, silo, grains);
        }
        finally
        {
            await mended.CancelAsync();
        }
        await repeating;

        var hit = sent.Where(each => each.End > begin).ToList();
        var outage = hit.Max(each => Stopwatch.GetElapsedTime(Math.Max(begin, each.Begin), each.End));
        var effect = new FaultEffect(
            fault, at, outage, hit.Sum(each => each.Attempts - 1), [.. hit.SelectMany(each => each.Errors)]);
        _log.Add(effect, begin, hit);
        return effect;
    }

    private async Task PhaseAsync(TrackSender sender, int phase, Countdown? underWay, List<TrackSender.Sent> sent)
    {
        for (var i = phase * BatchesPerPhase; i < (phase + 1) * BatchesPerPhase; i++)
        {
            await SendAsync(sender, i, sent);
            underWay?.Signal();
        }
    }

    /// <summary>Sends the last batch of a phase again and again, so that calls are on their way until the cluster is whole again.</summary>
    private async Task RepeatAsync(TrackSender sender, int phase, Task done, List<TrackSender.Sent> sent, CancellationToken enough)
    {
        await done;
        while (!enough.IsCancellationRequested)
        {
            await SendAsync(sender, (phase + 1) * BatchesPerPhase - 1, sent);
            await Task.Delay(BetweenRepetitions, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(TrackSender sender, int batch, List<TrackSender.Sent> sent)
    {
        var one = await sender.SendAsync(batch, _cancellation);
        lock (sent) sent.Add(one);
    }

    private async Task CreateTracksAsync(NeuralDAClient client)
    {
        await client.PublishPriorAsync(ServicePriors.Name, _folder.File("prior.safetensors"), _cancellation);
        foreach (var script in _scripts) await client.CreateTrackAsync(script.Track, Options, _cancellation);
    }

    private List<TrackSender> Senders(IGrainFactory grains) => [.. _scripts.Select(script => new TrackSender(grains, script))];

    private async Task<IReadOnlyList<TrackRecord>> RecordsAsync(NeuralDAClient client) =>
        await Task.WhenAll(_scripts.Select(script => TrackRecord.ReadAsync(client, script.Track, _cancellation)));
}
