using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Networks;

/// <summary>
/// Tells a shared network the temperature s of a level: s itself, then sin(2^i π s) and cos(2^i π s) for i = 0 .. 3.
/// </summary>
/// <param name="Levels">The number l; the temperature of level k is s_k = 1 − k / (l + 1).</param>
public sealed record TemperatureEmbedding(int Levels)
{
    /// <summary>The number of features.</summary>
    public const int Size = 9;

    /// <summary>The temperature s_k of level k; 1 at the first guess, towards 0 at the analysis.</summary>
    public double Temperature(int level) => 1 - (double)level / (Levels + 1);

    /// <summary>Writes the features of level k, [9], the same in each lane.</summary>
    public void Embed<V>(int level, Span<V> features) where V : struct, ILane<V>
    {
        for (var i = 0; i < Size; i++) features[i] = V.Of(Feature(Temperature(level), i));
    }

    /// <summary>Feature i of temperature s.</summary>
    public static double Feature(double temperature, int i) => i switch
    {
        0 => temperature,
        <= 4 => Math.Sin(Math.ScaleB(Math.PI, i - 1) * temperature),
        _ => Math.Cos(Math.ScaleB(Math.PI, i - 5) * temperature),
    };
}
