using Microsoft.Extensions.Logging;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>The versions of one prior and which of them tracks use.</summary>
internal sealed partial class PriorGrain(
    [PersistentState("prior")] IPersistentState<PriorState> storage,
    PriorCache cache,
    TimeProvider clock,
    ILogger<PriorGrain> logger) : Grain, IPriorGrain
{
    private string Name => this.GetPrimaryKeyString();

    private int Current => storage.State.Promotions[^1];

    public Task<PriorVersion> PublishAsync([Immutable] byte[] content) => AddAsync(content, lineage: null);

    public Task<PriorVersion> PublishTrainedAsync([Immutable] byte[] content, PriorLineage lineage) => AddAsync(content, lineage);

    public async Task<bool> ConcludeTrialAsync(int version, PriorTrial trial, bool promote)
    {
        RequireVersion(version);
        // A run that was taken up again after its trial must not promote a version twice, nor one that was rolled back.
        var isFirst = storage.State.Versions[version - 1].Trial is null;
        var isPromoted = isFirst && promote && trial.IsBetter && trial.Against == Current && version != Current;
        await ChangeAsync(state =>
        {
            state.Versions[version - 1] = state.Versions[version - 1] with { Trial = trial };
            if (isPromoted) state.Promotions.Add(version);
        });
        if (isPromoted) LogCurrent(Name, version);
        return version == Current;
    }

    private async Task<PriorVersion> AddAsync(byte[] content, PriorLineage? lineage)
    {
        var prior = Load(content);
        if (storage.State.Versions.Find(version => version.ContentHash == prior.ContentHash) is { } known) return known;
        if (storage.State.Versions.Count > 0) await RequireSameShapeAsync(prior.Description);

        var added = new PriorVersion(storage.State.Versions.Count + 1, prior.ContentHash, content.Length, clock.GetUtcNow())
        {
            Lineage = lineage,
        };
        await ContentOf(added.Version).SetAsync(content);
        await GrainFactory.ShardOf(CatalogShards.Priors, Name).AddAsync(Name);
        await ChangeAsync(state =>
        {
            state.Versions.Add(added);
            if (state.Promotions.Count == 0) state.Promotions.Add(added.Version);
        });
        LogPublished(Name, added.Version, added.ContentHash);
        return added;
    }

    public async Task<PriorStatus> PromoteAsync(int version)
    {
        RequireVersion(version);
        if (version != Current) await ChangeAsync(state => state.Promotions.Add(version));
        LogCurrent(Name, version);
        return await GetStatusAsync();
    }

    public async Task<PriorStatus> RollbackAsync()
    {
        RequirePrior();
        if (storage.State.Promotions.Count > 1) await ChangeAsync(state => state.Promotions.RemoveAt(state.Promotions.Count - 1));
        LogCurrent(Name, Current);
        return await GetStatusAsync();
    }

    public Task<int> GetCurrentVersionAsync()
    {
        RequirePrior();
        return Task.FromResult(Current);
    }

    public async Task<PriorStatus> GetStatusAsync()
    {
        RequirePrior();
        var current = await cache.GetAsync(Name, Current);
        return PriorMapping.ToStatus(Name, current, storage.State);
    }

    public Task<byte[]> GetContentAsync(int version)
    {
        RequireVersion(version);
        return ContentOf(version).GetAsync();
    }

    private Prior Load(byte[] content)
    {
        try
        {
            return Prior.Load(content);
        }
        catch (InvalidPriorException exception)
        {
            throw new InvalidPriorContentException($"The content published as '{Name}' is {exception.Message}.");
        }
    }

    private async Task RequireSameShapeAsync(PriorDescription candidate)
    {
        var current = await cache.GetAsync(Name, Current);
        var (expected, actual) = (PriorMapping.Shape(current.Prior.Description), PriorMapping.Shape(candidate));
        if (actual != expected)
            throw new IncompatiblePriorException($"A version of prior '{Name}' has {expected}; the one published has {actual}.");
    }

    private async Task ChangeAsync(Action<PriorState> change)
    {
        var before = storage.State;
        var next = new PriorState();
        next.Versions.AddRange(before.Versions);
        next.Promotions.AddRange(before.Promotions);
        change(next);
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State = before;
            throw;
        }
    }

    private void RequirePrior()
    {
        if (storage.State.Versions.Count == 0) throw new UnknownPriorException($"There is no prior '{Name}'; publish it first.");
    }

    private void RequireVersion(int version)
    {
        RequirePrior();
        var count = storage.State.Versions.Count;
        if (version < 1 || version > count)
            throw new UnknownPriorException($"Prior '{Name}' has no version {version}; expected 1..{count}.");
    }

    private IPriorContentGrain ContentOf(int version) => GrainFactory.GetGrain<IPriorContentGrain>($"{Name}/{version}");
}
