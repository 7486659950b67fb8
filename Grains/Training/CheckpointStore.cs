using System.Security.Cryptography;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralDA.Grains.Training;

/// <summary>Where a checkpoint is stored.</summary>
/// <param name="Slot">Which of two places: the older one is overwritten, so that one is always whole.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">Its SHA-256, lowercase hexadecimal.</param>
[GenerateSerializer, Immutable, Alias("neuralda.CheckpointReference")]
internal sealed record CheckpointReference(
    [property: Id(0)] int Slot, [property: Id(1)] int Step, [property: Id(2)] int Size, [property: Id(3)] string Hash);

/// <summary>
/// The checkpoints of one run, several megabytes each, in the store of grain states: in parts, between which the states of others
/// are written. A writer that another has overtaken finds out by the version of the first part it writes.
/// </summary>
internal sealed class CheckpointStore(string run, IGrainStorage storage)
{
    private const string StateName = "checkpoint";
    private const int PartSize = 256 * 1024;
    private readonly Dictionary<(int Slot, int Part), GrainState<CheckpointPart>> _states = [];

    /// <summary>Writes a checkpoint beside the one before.</summary>
    /// <exception cref="Interfaces.StorageFailedException">The store refused.</exception>
    /// <exception cref="InconsistentStateException">Another has taken up the run.</exception>
    public async Task<CheckpointReference> WriteAsync(byte[] content, int step, CheckpointReference? before)
    {
        var slot = before is null ? 0 : 1 - before.Slot;
        for (var part = 0; part < PartsOf(content.Length); part++)
        {
            var state = await FindAsync(slot, part);
            state.State = new CheckpointPart { Bytes = content[(part * PartSize)..Math.Min(content.Length, (part + 1) * PartSize)] };
            await storage.WriteStateAsync(StateName, IdOf(slot, part), state);
            state.State = new CheckpointPart();
        }
        return new CheckpointReference(slot, step, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="FormatException">It is not what was written.</exception>
    public async Task<byte[]> ReadAsync(CheckpointReference reference)
    {
        using var content = new MemoryStream(reference.Size);
        for (var part = 0; part < PartsOf(reference.Size); part++)
        {
            content.Write((await ReadPartAsync(reference, part)).Bytes);
        }
        var bytes = content.ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == reference.Hash
            ? bytes
            : throw new FormatException($"The checkpoint of step {reference.Step} is damaged: its SHA-256 is another.");
    }

    /// <summary>Lets go of both checkpoints.</summary>
    public async Task ClearAsync(CheckpointReference newest)
    {
        foreach (var slot in (int[])[0, 1])
        {
            for (var part = 0; part < PartsOf(newest.Size); part++)
            {
                var state = await FindAsync(slot, part);
                if (state.RecordExists) await storage.ClearStateAsync(StateName, IdOf(slot, part), state);
            }
        }
    }

    private async Task<CheckpointPart> ReadPartAsync(CheckpointReference reference, int part)
    {
        try
        {
            var state = new GrainState<CheckpointPart>();
            await storage.ReadStateAsync(StateName, IdOf(reference.Slot, part), state);
            return state.State!;
        }
        catch (SerializerException problem)
        {
            throw new FormatException($"The checkpoint of step {reference.Step} is damaged: {problem.Message}", problem);
        }
    }

    private async Task<GrainState<CheckpointPart>> FindAsync(int slot, int part)
    {
        if (_states.TryGetValue((slot, part), out var known)) return known;
        var state = new GrainState<CheckpointPart>();
        await storage.ReadStateAsync(StateName, IdOf(slot, part), state);
        return _states[(slot, part)] = state;
    }

    private static int PartsOf(int size) => (size + PartSize - 1) / PartSize;

    private GrainId IdOf(int slot, int part) => GrainId.Create(StateName, $"{run}/{slot}/{part}");
}

/// <summary>A part of a checkpoint.</summary>
[GenerateSerializer, Alias("neuralda.CheckpointPart")]
internal sealed class CheckpointPart
{
    [Id(0)] public byte[] Bytes { get; init; } = [];
}
