using NeuralDA.Assimilation.Trajectories;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Grains.Training;

/// <summary>The data sets that this silo trains on, each fetched once; what a step needs of them is then drawn here.</summary>
internal sealed class DataSetCache(IGrainFactory grains)
{
    private readonly Lock _gate = new();
    private (string Key, Task<TrajectorySet> Set)? _newest;

    /// <summary>A data set.</summary>
    /// <exception cref="InvalidDataSetException">The cluster does not have it, or it is not what its key says.</exception>
    public Task<TrajectorySet> GetAsync(string key)
    {
        lock (_gate)
        {
            // The problems of runs hold on to theirs; only runs that begin together share by this.
            if (_newest is not { } kept || kept.Key != key || kept.Set.IsFaulted) _newest = (key, LoadAsync(key));
            return _newest.Value.Set;
        }
    }

    private async Task<TrajectorySet> LoadAsync(string key)
    {
        var grain = grains.GetGrain<IDataSetGrain>(key);
        var description = await grain.GetDescriptionAsync();
        var parts = new FloatBlob[description.Parts];
        for (var part = 0; part < parts.Length; part++) parts[part] = await grain.GetPartAsync(part);
        if (description.Hash(parts) != key)
            throw new InvalidDataSetException($"The data set '{key}' cannot be used: its content has another SHA-256.");
        return new TrajectorySet(
            description.Name, description.Components, description.Units, description.TimeStep, [.. Cut(description, parts)]);
    }

    private static IEnumerable<float[]> Cut(DataSetDescription description, FloatBlob[] parts)
    {
        var at = 0L;
        foreach (var length in description.Lengths)
        {
            var values = new float[length * description.Components.Length];
            for (var filled = 0; filled < values.Length;)
            {
                var (part, offset) = ((int)(at / DataSetDescription.PartLength), (int)(at % DataSetDescription.PartLength));
                var taken = parts[part].Span[offset..];
                if (taken.Length > values.Length - filled) taken = taken[..(values.Length - filled)];
                taken.CopyTo(values.AsSpan(filled));
                (filled, at) = (filled + taken.Length, at + taken.Length);
            }
            yield return values;
        }
    }
}
