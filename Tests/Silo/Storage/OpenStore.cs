using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using Orleans.Serialization;

namespace NeuralDA.Tests.Silo.Storage;

/// <summary>A store with what the grains see of it.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private static readonly IServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly GrainStateStorage _states;
    private readonly AnalysisLog _log;

    private OpenStore(IStore store, RetentionOptions retention, TimeProvider clock)
    {
        Store = store;
        _log = new AnalysisLog(store, Services.GetRequiredService<Serializer<Analysis>>(), retention, clock);
        _states = new GrainStateStorage(store, Services.GetRequiredService<Serializer>(), _log);
    }

    public IStore Store { get; }

    public static async Task<OpenStore> OpenAsync(SiloOptions options, TimeProvider? clock = null)
    {
        var store = await StoreServices.OpenAsync(options, TestContext.Current.CancellationToken);
        return new OpenStore(store, options.Store.Retention, clock ?? TimeProvider.System);
    }

    public async Task<GrainState<T>> ReadAsync<T>(string key)
    {
        var state = new GrainState<T>();
        await _states.ReadStateAsync("s", Id(key), state);
        return state;
    }

    public Task WriteAsync<T>(string key, GrainState<T> state) => _states.WriteStateAsync("s", Id(key), state);

    public async Task<GrainState<T>> WriteNewAsync<T>(string key, T value)
    {
        var state = new GrainState<T>(value);
        await WriteAsync(key, state);
        return state;
    }

    public Task ClearAsync<T>(string key, GrainState<T> state) => _states.ClearStateAsync("s", Id(key), state);

    /// <summary>Writes a track's state as its grain does, publishing analyses up to a sequence.</summary>
    public async Task PublishAsync(
        string track, GrainState<WindowState> state, long upTo, long? needed = null, DateTimeOffset at = default)
    {
        var first = state.State!.LastSequence + 1;
        state.State.LastSequence = upTo;
        state.State.Windows.Clear();
        state.State.Windows[0] = new PublishedWindow(Revision: 1, needed ?? upTo, Supersedes: null, CarriedFrom: null, CarriedState.Nothing);
        state.State.Unpublished = [.. Enumerable.Range((int)first, (int)(upTo - first + 1))
            .Select(sequence => SomeAnalysis.Of(track, sequence) with { ReceivedAt = at })];
        await WriteAsync(track, state);
        state.State.Unpublished = [];
    }

    public async Task<List<long>> LogAsync(string track, long first = 1, long last = 1000, int most = 1000) =>
        [.. (await _log.ReadAsync(track, first, last, most)).Select(analysis => analysis.Sequence)];

    public Task<IReadOnlyList<Analysis>> AnalysesAsync(string track) => _log.ReadAsync(track, 1, 1000, 1000);

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static GrainId Id(string key) => GrainId.Create("test", key);
}
