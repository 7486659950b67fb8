using NeuralDA.Grains.Windows;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;
using Orleans.Storage;

namespace NeuralDA.Tests.Silo.Storage;

/// <summary>What every back end promises, tried on the real servers.</summary>
public class StorageContract(SharedBackEnds backEnds)
{
    private const string Track = "track";

    public static TheoryData<StoreKind> BackEnds { get; } = [StoreKind.Sqlite, StoreKind.Postgres, StoreKind.Redis];

    [Theory, MemberData(nameof(BackEnds))]
    public async Task A_state_never_written_is_new(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        var state = await store.ReadAsync<List<string>>("nobody");
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Empty(state.State!);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task What_was_written_is_there_when_the_store_is_opened_again(StoreKind kind)
    {
        var options = await (await backEnds.GetAsync(kind)).NewClusterAsync();
        await using (var store = await OpenStore.OpenAsync(options))
        {
            var written = await store.WriteNewAsync("a", new List<string> { "x" });
            written.State!.Add("y");
            await store.WriteAsync("a", written);
        }
        await using var again = await OpenStore.OpenAsync(options);
        var read = await again.ReadAsync<List<string>>("a");
        Assert.Equal(["x", "y"], read.State!);
        Assert.Equal(("2", true), (read.ETag, read.RecordExists));
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task A_second_writer_finds_out_that_it_is_second(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        await store.WriteNewAsync("a", new List<string> { "first" });
        var (one, other) = (await store.ReadAsync<List<string>>("a"), await store.ReadAsync<List<string>>("a"));
        await store.WriteAsync("a", one);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteAsync("a", other));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteNewAsync("a", new List<string> { "new" }));
        Assert.Equal("2", (await store.ReadAsync<List<string>>("a")).ETag);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task Clearing_leaves_a_new_state_that_counts_on(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        var state = await store.WriteNewAsync("a", new List<string> { "x" });
        await store.ClearAsync("a", state);
        var read = await store.ReadAsync<List<string>>("a");
        Assert.Equal((false, "2"), (read.RecordExists, read.ETag));
        Assert.Empty(read.State!);
        await store.WriteAsync("a", read);
        Assert.Equal("3", (await store.ReadAsync<List<string>>("a")).ETag);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task A_thousand_concurrent_writes_are_all_there(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => store.WriteNewAsync($"grain{i}", new List<int> { i })));
        for (var i = 0; i < 1000; i++) Assert.Equal([i], (await store.ReadAsync<List<int>>($"grain{i}")).State!);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task A_state_of_many_megabytes_comes_back_as_it_was(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        var large = new byte[20 << 20];
        for (var i = 0; i < large.Length; i++) large[i] = (byte)(i * 31 >> 3);
        await store.WriteNewAsync("large", large);
        Assert.Equal(large, (await store.ReadAsync<byte[]>("large")).State!);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task Published_analyses_are_read_back_in_order_by_track(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        var state = await store.ReadAsync<WindowState>(Track);
        await store.PublishAsync(Track, state, upTo: 3);
        await store.PublishAsync(Track, state, upTo: 12);
        await store.PublishAsync("another", await store.ReadAsync<WindowState>("another"), upTo: 2);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], await store.LogAsync(Track));
        Assert.Equal([9, 10, 11], await store.LogAsync(Track, first: 9, last: 11));
        Assert.Equal([4, 5], await store.LogAsync(Track, first: 4, most: 2));
        Assert.Empty(await store.LogAsync(Track, first: 13));
        Assert.Equal(SomeAnalysis.Of("another", 2).Mean, (await store.AnalysesAsync("another"))[^1].Mean);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task A_stale_activation_neither_writes_its_state_nor_publishes(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        await store.PublishAsync(Track, await store.ReadAsync<WindowState>(Track), upTo: 2);
        var (frozen, successor) = (await store.ReadAsync<WindowState>(Track), await store.ReadAsync<WindowState>(Track));
        await store.PublishAsync(Track, successor, upTo: 4);
        var published = await store.AnalysesAsync(Track);

        await Assert.ThrowsAsync<InconsistentStateException>(() => store.PublishAsync(Track, frozen, upTo: 9));
        Assert.Equal([1, 2, 3, 4], await store.LogAsync(Track));
        Assert.Equal(published.Select(analysis => analysis.Mean), (await store.AnalysesAsync(Track)).Select(analysis => analysis.Mean));
        Assert.Equal(4, (await store.ReadAsync<WindowState>(Track)).State!.LastSequence);
        await store.PublishAsync(Track, successor, upTo: 5);
        Assert.Equal([1, 2, 3, 4, 5], await store.LogAsync(Track));
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task Of_many_activations_of_one_track_one_publishes(StoreKind kind)
    {
        await using var store = await NewAsync(kind);
        await store.WriteNewAsync(Track, new WindowState());
        var activations = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.ReadAsync<WindowState>(Track)));
        var outcomes = await Task.WhenAll(activations.Select(async (state, i) =>
            await Record.ExceptionAsync(() => store.PublishAsync(Track, state, upTo: i + 1))));
        Assert.Equal(19, outcomes.OfType<InconsistentStateException>().Count());
        var winner = Array.IndexOf(outcomes, null) + 1;
        Assert.Equal(Enumerable.Range(1, winner).Select(i => (long)i), await store.LogAsync(Track));
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task The_newest_analyses_are_kept_where_a_count_is_set(StoreKind kind)
    {
        await using var store = await NewAsync(kind, new RetentionOptions { Count = 5 });
        var state = await store.ReadAsync<WindowState>(Track);
        for (var upTo = 1; upTo <= 20; upTo++) await store.PublishAsync(Track, state, upTo);
        Assert.Equal([16, 17, 18, 19, 20], await store.LogAsync(Track));
        await store.PublishAsync(Track, state, upTo: 30);
        Assert.Equal(30, (await store.LogAsync(Track))[^1]);
        Assert.True((await store.LogAsync(Track)).Count is >= 5 and <= 10);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task Analyses_go_when_they_reach_their_age(StoreKind kind)
    {
        var clock = new Clock(DateTimeOffset.UnixEpoch.AddDays(100));
        await using var store = await NewAsync(kind, new RetentionOptions { Age = TimeSpan.FromDays(10) }, clock);
        var state = await store.ReadAsync<WindowState>(Track);
        for (var day = 0; day < 12; day++)
            await store.PublishAsync(Track, state, upTo: state.State!.LastSequence + 2, at: clock.Now = clock.Now.AddDays(1));
        // Those of the last ten days and of this one.
        Assert.Equal(Enumerable.Range(3, 22).Select(i => (long)i), await store.LogAsync(Track));
        await store.PublishAsync(Track, state, upTo: 25, at: clock.Now = clock.Now.AddDays(50));
        Assert.Equal([25], await store.LogAsync(Track));
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task What_the_track_still_needs_outlives_every_limit(StoreKind kind)
    {
        await using var store = await NewAsync(kind, new RetentionOptions { Count = 1, Age = TimeSpan.FromSeconds(1) });
        var state = await store.ReadAsync<WindowState>(Track);
        for (var upTo = 1; upTo <= 9; upTo++) await store.PublishAsync(Track, state, upTo, needed: 7);
        Assert.Equal([7, 8, 9], await store.LogAsync(Track));
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task A_store_of_a_newer_version_is_refused(StoreKind kind)
    {
        var options = await (await backEnds.GetAsync(kind)).NewClusterAsync();
        await using (var store = await OpenStore.OpenAsync(options)) { }
        await FutureSchema.WriteAsync(options);
        var error = await Assert.ThrowsAsync<SiloStartException>(() => OpenStore.OpenAsync(options));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BackEnds))]
    public async Task Silos_that_start_together_make_the_schema_once(StoreKind kind)
    {
        var options = await (await backEnds.GetAsync(kind)).NewClusterAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenStore.OpenAsync(options))));
        foreach (var store in stores)
        {
            await store.Store.PingAsync();
            await store.DisposeAsync();
        }
    }

    private async Task<OpenStore> NewAsync(StoreKind kind, RetentionOptions? retention = null, TimeProvider? clock = null)
    {
        var options = await (await backEnds.GetAsync(kind)).NewClusterAsync();
        var store = options.Store with { Retention = retention ?? new RetentionOptions() };
        return await OpenStore.OpenAsync(options with { Store = store }, clock);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
