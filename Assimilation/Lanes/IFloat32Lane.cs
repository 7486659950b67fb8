namespace NeuralDA.Assimilation.Lanes;

/// <summary>What the elementary functions of float32 lanes are made of beside arithmetic.</summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
internal interface IFloat32Lane<TSelf> : ILane<TSelf> where TSelf : struct, IFloat32Lane<TSelf>
{
    /// <summary>2ⁿ for the number 1.5 · 2²³ + 127 + n with whole n in −126 .. 127: its last bits become the exponent.</summary>
    static abstract TSelf PowerOfTwo(TSelf x);

    /// <summary>1 / √x to 11 bits at least: the machine's estimate, the same at each width.</summary>
    static abstract TSelf InverseRootEstimate(TSelf x);
}
