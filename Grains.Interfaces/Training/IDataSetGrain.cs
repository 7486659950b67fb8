using NeuralDA.Grains.Interfaces.Serialization;
using Orleans.Concurrency;

namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>Trajectories to train on; the grain's key is <see cref="DataSetDescription.Hash"/>. They never change.</summary>
[Alias("neuralda.IDataSetGrain")]
public interface IDataSetGrain : IGrainWithStringKey
{
    /// <summary>Announces the data set. Announcing it again tells what is still missing.</summary>
    /// <param name="description">What it is.</param>
    /// <returns>The parts that are missing; none when it is complete.</returns>
    /// <exception cref="InvalidDataSetException">The description is not one, or it is too large.</exception>
    [Alias("Begin")] Task<int[]> BeginAsync(DataSetDescription description);

    /// <summary>Keeps a part; one that is there already is left as it is.</summary>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="InvalidDataSetException">It was not announced, or the part has another length.</exception>
    [Alias("Add")] Task AddAsync(int part, FloatBlob values);

    /// <summary>The description of a complete data set.</summary>
    /// <exception cref="InvalidDataSetException">There is none, or parts are missing.</exception>
    [Alias("GetDescription"), AlwaysInterleave, ReadOnly] Task<DataSetDescription> GetDescriptionAsync();

    /// <summary>A part of a complete data set.</summary>
    /// <param name="part">Which part, from 0.</param>
    /// <exception cref="InvalidDataSetException">There is none, or parts are missing.</exception>
    [Alias("GetPart"), AlwaysInterleave, ReadOnly] Task<FloatBlob> GetPartAsync(int part);
}
