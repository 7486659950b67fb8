using Microsoft.Data.Sqlite;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Storage;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SiloOptions Options => SiloOptions.Embedded(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_fails_the_write_and_nothing_else()
    {
        await using var store = await OpenStore.OpenAsync(Options);
        var before = await store.WriteNewAsync("a", new List<string> { "kept" });
        await ((SqliteStore)store.Store).LimitPagesAsync(1);
        var error = await Assert.ThrowsAsync<StorageFailedException>(
            () => store.WriteNewAsync("b", new List<string> { new('x', 1 << 20) }));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Equal(["kept"], (await store.ReadAsync<List<string>>("a")).State!);

        await ((SqliteStore)store.Store).LimitPagesAsync(1 << 30);
        before.State!.Add("more");
        await store.WriteAsync("a", before);
        Assert.Equal(["kept", "more"], (await store.ReadAsync<List<string>>("a")).State!);
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        File.WriteAllText(_folder.File("neuralda.db"), new string('x', 10000));
        var error = await Assert.ThrowsAsync<SiloStartException>(() => OpenStore.OpenAsync(Options));
        Assert.Contains("neuralda.db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_upgraded_and_keeps_what_it_has()
    {
        using (var file = new SqliteConnection($"Data Source={_folder.File("neuralda.db")};Pooling=False"))
        {
            file.Open();
            file.Execute("""
                CREATE TABLE grain_state (key TEXT PRIMARY KEY, version INTEGER NOT NULL, data BLOB);
                CREATE TABLE analysis (track TEXT, sequence INTEGER, data BLOB NOT NULL, PRIMARY KEY (track, sequence));
                INSERT INTO grain_state VALUES ('kept', 7, NULL);
                INSERT INTO analysis VALUES ('track', 1, x'00'), ('track', 2, x'01');
                """);
        }
        await using var store = await OpenStore.OpenAsync(Options);
        Assert.Equal(7, (await store.Store.FindAsync("kept"))!.Version);
        Assert.Equal([[0], [1]], await store.Store.ReadLogAsync("track", 1, 9, 9));
    }

    [Fact]
    public async Task A_folder_that_is_not_shared_has_one_store_at_a_time()
    {
        var shared = Options with { Store = new StoreOptions { Shared = true } };
        await using (var store = await OpenStore.OpenAsync(Options))
        {
            var error = await Assert.ThrowsAsync<SiloStartException>(() => OpenStore.OpenAsync(shared));
            Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        }
        await using var first = await OpenStore.OpenAsync(shared);
        await using var second = await OpenStore.OpenAsync(shared);
        await Assert.ThrowsAsync<SiloStartException>(() => OpenStore.OpenAsync(Options));
    }

    [Fact]
    public async Task A_write_says_that_another_process_holds_the_file_and_goes_on_when_it_lets_go()
    {
        await using var store = await OpenStore.OpenAsync(Options);
        await using var other = new SqliteConnection($"Data Source={_folder.File("neuralda.db")};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        other.Execute("BEGIN IMMEDIATE");
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.WriteNewAsync("a", new List<int> { 1 }));
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
        other.Execute("ROLLBACK");
        await store.WriteNewAsync("a", new List<int> { 2 });
        Assert.Equal([2], (await store.ReadAsync<List<int>>("a")).State!);
    }

    [Fact]
    public async Task Two_stores_on_one_file_both_write()
    {
        var shared = Options with { Store = new StoreOptions { Shared = true } };
        await using var first = await OpenStore.OpenAsync(shared);
        await using var second = await OpenStore.OpenAsync(shared);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => (i % 2 == 0 ? first : second).WriteNewAsync($"{i}", new List<int> { i })));
        for (var i = 0; i < 200; i++) Assert.Equal([i], (await second.ReadAsync<List<int>>($"{i}")).State!);
    }
}
