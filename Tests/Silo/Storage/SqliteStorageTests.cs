using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralDA.Tests.Silo.Storage;

public sealed class SqliteStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase _database;
    private SqliteGrainStorage _storage;

    public SqliteStorageTests() => (_database, _storage) = Open();

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_state_never_written_is_new()
    {
        var state = await ReadAsync("nobody");
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Empty(state.State!);
    }

    [Fact]
    public async Task What_was_written_is_there_after_the_file_is_opened_again()
    {
        var written = await WriteAsync("a", ["x", "y"]);
        await _storage.WriteStateAsync("s", Id("a"), written);
        _database.Dispose();
        (_database, _storage) = Open();

        var read = await ReadAsync("a");
        Assert.Equal(["x", "y"], read.State);
        Assert.Equal(("2", true), (read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task A_second_writer_finds_out_that_it_is_second()
    {
        await WriteAsync("a", ["first"]);
        var (one, other) = (await ReadAsync("a"), await ReadAsync("a"));
        await _storage.WriteStateAsync("s", Id("a"), one);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", Id("a"), other));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("a", ["new"]));
    }

    [Fact]
    public async Task Clearing_leaves_a_new_state_that_counts_on()
    {
        var state = await WriteAsync("a", ["x"]);
        await _storage.ClearStateAsync("s", Id("a"), state);
        var read = await ReadAsync("a");
        Assert.Equal((false, "2"), (read.RecordExists, read.ETag));
        Assert.Empty(read.State!);
        await _storage.WriteStateAsync("s", Id("a"), read);
        Assert.Equal("3", (await ReadAsync("a")).ETag);
    }

    [Fact]
    public async Task A_thousand_concurrent_writes_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => WriteAsync($"grain{i}", [$"{i}"])));
        for (var i = 0; i < 1000; i++) Assert.Equal([$"{i}"], (await ReadAsync($"grain{i}")).State);
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_nothing_else()
    {
        var before = await WriteAsync("a", ["kept"]);
        await _database.LimitPagesAsync(1);
        var error = await Assert.ThrowsAsync<StorageFailedException>(() => WriteAsync("b", [new string('x', 1 << 20)]));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Equal(["kept"], (await ReadAsync("a")).State);

        await _database.LimitPagesAsync(1 << 30);
        before.State!.Add("more");
        await _storage.WriteStateAsync("s", Id("a"), before);
        Assert.Equal(["kept", "more"], (await ReadAsync("a")).State);
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        _database.Dispose();
        File.WriteAllText(_folder.File("neuralda.db"), new string('x', 10000));
        var error = Assert.Throws<SiloStartException>(() => SqliteDatabase.Open(DataFolder.Open(_folder.Path)));
        Assert.Contains("neuralda.db", error.Message, StringComparison.Ordinal);
        File.Delete(_folder.File("neuralda.db"));
        (_database, _storage) = Open();
    }

    private static GrainId Id(string key) => GrainId.Create("test", key);

    private (SqliteDatabase, SqliteGrainStorage) Open()
    {
        var opened = SqliteDatabase.Open(DataFolder.Open(_folder.Path));
        var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
        return (opened, new SqliteGrainStorage(opened, serializer));
    }

    private async Task<GrainState<List<string>>> ReadAsync(string key)
    {
        var state = new GrainState<List<string>>();
        await _storage.ReadStateAsync("s", Id(key), state);
        return state;
    }

    private async Task<GrainState<List<string>>> WriteAsync(string key, List<string> value)
    {
        var state = new GrainState<List<string>>(value);
        await _storage.WriteStateAsync("s", Id(key), state);
        return state;
    }
}
