namespace NeuralDA.Grains.Training;

/// <summary>The sum over a block of micro-shards; its gradient is fetched in parts.</summary>
/// <param name="First">The block's first micro-shard.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Loss">The summed loss.</param>
/// <param name="Windows">The number of windows.</param>
[GenerateSerializer, Immutable, Alias("neuralda.BlockSum")]
internal sealed record BlockSum(
    [property: Id(0)] int First, [property: Id(1)] int Count, [property: Id(2)] double Loss, [property: Id(3)] int Windows);
