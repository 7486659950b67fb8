using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Training;
using Orleans.Storage;

namespace NeuralDA.Grains.Training;

/// <inheritdoc cref="IDataSetGrain"/>
internal sealed class DataSetGrain(
    [PersistentState("dataSet")] IPersistentState<DataSetState> storage,
    [FromKeyedServices("Default")] IGrainStorage parts) : Grain, IDataSetGrain
{
    private const string PartName = "dataSetPart";

    private string Key => this.GetPrimaryKeyString();

    private DataSetState State => storage.State;

    public async Task<int[]> BeginAsync(DataSetDescription description)
    {
        if (State.Description is null)
        {
            Require(description is { Components.Length: > 0, Lengths.Length: > 0 } && description.Lengths.All(length => length > 0),
                "it has no components or no steps");
            Require(description.Count <= DataSetDescription.MaximumCount,
                $"it has {description.Count} values; expected at most {DataSetDescription.MaximumCount}");
            await KeepAsync(State with { Description = description });
        }
        return [.. Enumerable.Range(0, State.Description!.Parts).Except(State.Parts)];
    }

    public async Task AddAsync(int part, FloatBlob values)
    {
        var description = State.Description ?? throw new InvalidDataSetException($"There is no data set '{Key}'.");
        Require(part >= 0 && part < description.Parts, $"it has no part {part}; expected 0..{description.Parts - 1}");
        if (State.Parts.Contains(part)) return;
        var length = (int)Math.Min(
            DataSetDescription.PartLength, description.Count - (long)part * DataSetDescription.PartLength);
        Require(values.Count == length, $"part {part} has {values.Count} values; expected {length}");

        var stored = await ReadAsync(part);
        stored.State = new DataSetPart { Values = values };
        await parts.WriteStateAsync(PartName, IdOf(part), stored);
        await KeepAsync(State with { Parts = [.. State.Parts, part] });
    }

    public Task<DataSetDescription> GetDescriptionAsync() => Task.FromResult(RequireComplete());

    public async Task<FloatBlob> GetPartAsync(int part)
    {
        var count = RequireComplete().Parts;
        Require(part >= 0 && part < count, $"it has no part {part}; expected 0..{count - 1}");
        return (await ReadAsync(part)).State!.Values;
    }

    private async Task<GrainState<DataSetPart>> ReadAsync(int part)
    {
        var state = new GrainState<DataSetPart>();
        await parts.ReadStateAsync(PartName, IdOf(part), state);
        return state;
    }

    private async Task KeepAsync(DataSetState next)
    {
        var before = storage.State;
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

    private DataSetDescription RequireComplete()
    {
        var description = State.Description ?? throw new InvalidDataSetException($"There is no data set '{Key}'; send it first.");
        Require(State.Parts.Length == description.Parts, $"it has {State.Parts.Length} of {description.Parts} parts; send the others");
        return description;
    }

    private void Require(bool holds, string problem)
    {
        if (!holds) throw new InvalidDataSetException($"The data set '{Key}' cannot be used: {problem}.");
    }

    private GrainId IdOf(int part) => GrainId.Create(PartName, $"{Key}/{part}");
}

/// <summary>What is stored of a data set beside its parts.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.DataSetState")]
internal sealed record DataSetState
{
    [Id(0)] public DataSetDescription? Description { get; init; }

    /// <summary>The parts that are there.</summary>
    [Id(1)] public int[] Parts { get; init; } = [];
}

/// <summary>A part of a data set.</summary>
[GenerateSerializer, Alias("neuralda.DataSetPart")]
internal sealed class DataSetPart
{
    [Id(0)] public FloatBlob Values { get; init; } = new([]);
}
