using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Silo.Storage;

/// <summary>What is particular to back ends with a server.</summary>
public class ServerStoreTests(SharedBackEnds backEnds)
{
    public static TheoryData<StoreKind> Servers { get; } = [StoreKind.Postgres, StoreKind.Redis];

    [Theory, MemberData(nameof(Servers))]
    public async Task A_server_that_does_not_answer_is_named_without_its_password(StoreKind kind)
    {
        var port = ServerProcess.FreePort();
        var options = SiloOptions.Embedded("unused") with
        {
            Store = new StoreOptions
            {
                Kind = kind,
                ConnectionString = kind == StoreKind.Postgres
                    ? $"Host=127.0.0.1;Port={port};Username=u;Password=secret;Database=d"
                    : $"127.0.0.1:{port},password=secret,connectTimeout=500",
            },
        };
        var error = await Assert.ThrowsAsync<SiloStartException>(() => OpenStore.OpenAsync(options));
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task What_is_not_a_connection_string_is_named(StoreKind kind)
    {
        var store = new StoreOptions { Kind = kind, ConnectionString = "=no;=sense,x=y" };
        var options = SiloOptions.Embedded("unused") with { Store = store };
        var error = await Assert.ThrowsAsync<SiloStartException>(() => OpenStore.OpenAsync(options));
        Assert.Contains("connection string", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_restart_of_the_server_loses_nothing_and_the_store_finds_it_again(StoreKind kind)
    {
        await using var backEnd = await BackEnd.StartAsync(kind);
        await using var store = await OpenStore.OpenAsync(await backEnd.NewClusterAsync());
        var state = await store.WriteNewAsync("a", new List<int> { 0 });
        var restarting = backEnd.RestartAsync();
        for (var i = 1; i <= 200 || !restarting.IsCompleted; i++)
        {
            state.State!.Add(i);
            await WriteUntilKeptAsync(store, state);
        }
        await restarting;
        Assert.Equal(state.State!, (await store.ReadAsync<List<int>>("a")).State!);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Connections_that_a_restart_of_the_server_broke_are_not_used_again(StoreKind kind)
    {
        await using var backEnd = await BackEnd.StartAsync(kind);
        await using var store = await OpenStore.OpenAsync(await backEnd.NewClusterAsync());
        var state = await store.WriteNewAsync("a", new List<int> { 0 });
        await ReadManyAsync();
        await backEnd.RestartAsync();
        await store.WriteAsync("a", state);
        await ReadManyAsync();

        Task ReadManyAsync() => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => store.ReadAsync<List<int>>("a")));
    }

    [Fact]
    public async Task A_write_that_the_database_refuses_fails_alone()
    {
        var options = await (await backEnds.GetAsync(StoreKind.Postgres)).NewClusterAsync();
        await using var store = await OpenStore.OpenAsync(options);
        // PostgreSQL's text has no character zero.
        var writes = Enumerable.Range(0, 50).Select(i => store.WriteNewAsync(i == 25 ? "\0" : $"{i}", new List<int> { i })).ToList();
        await Assert.ThrowsAsync<StorageFailedException>(() => writes[25]);
        writes.RemoveAt(25);
        await Task.WhenAll(writes);
        Assert.Equal([49], (await store.ReadAsync<List<int>>("49")).State!);
    }

    /// <summary>Repeats a write as a grain does: where the outcome is not known, the store tells.</summary>
    private static async Task WriteUntilKeptAsync(OpenStore store, GrainState<List<int>> state)
    {
        var wanted = state.State!.Count;
        while (true)
        {
            try
            {
                await store.WriteAsync("a", state);
                return;
            }
            catch (Exception exception) when (exception is StorageUnavailableException or Orleans.Storage.InconsistentStateException)
            {
                if (await TryReadAsync(store) is not { } held) continue;
                state.ETag = held.ETag;
                if (held.State!.Count == wanted) return;
            }
        }
    }

    private static async Task<GrainState<List<int>>?> TryReadAsync(OpenStore store)
    {
        try
        {
            return await store.ReadAsync<List<int>>("a");
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }
}
