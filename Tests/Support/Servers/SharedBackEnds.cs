using System.Collections.Concurrent;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support.Servers;

[assembly: AssemblyFixture(typeof(SharedBackEnds))]

namespace NeuralDA.Tests.Support.Servers;

/// <summary>One back end of each kind for all tests that leave it running, started by the first that asks.</summary>
public sealed class SharedBackEnds : IAsyncDisposable
{
    private readonly ConcurrentDictionary<StoreKind, Lazy<Task<BackEnd>>> _started = new();

    internal Task<BackEnd> GetAsync(StoreKind kind) =>
        _started.GetOrAdd(kind, key => new Lazy<Task<BackEnd>>(() => BackEnd.StartAsync(key))).Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var started in _started.Values.Where(started => started.Value.IsCompletedSuccessfully))
            await (await started.Value).DisposeAsync();
    }
}
