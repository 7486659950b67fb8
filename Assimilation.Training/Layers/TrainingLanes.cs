using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>Makes something that computes in lanes.</summary>
/// <typeparam name="T">What it makes, whatever the lanes.</typeparam>
internal interface IMadeOfLanes<out T>
{
    /// <summary>Makes it.</summary>
    T Of<V>() where V : struct, ILane<V>;
}

/// <summary>Chooses the lanes that suit this machine and a shard.</summary>
internal static class TrainingLanes
{
    /// <summary>Makes something for blocks that so many windows, a multiple of 16, are a whole number of.</summary>
    public static T For<T>(int windows, IMadeOfLanes<T> maker) => MachineVectors.Bits switch
    {
        512 => windows % Pair<Float32x16>.Count == 0 ? maker.Of<Pair<Float32x16>>() : maker.Of<Float32x16>(),
        256 => windows % Pair<Float32x8>.Count == 0 ? maker.Of<Pair<Float32x8>>() : maker.Of<Float32x8>(),
        _ => maker.Of<Pair<Float32x4>>(),
    };
}
