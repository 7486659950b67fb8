using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Cli.Bench;

/// <summary>What one core can compute at most, measured: multiply-adds of vectors in registers, twelve at a time.</summary>
internal static class MachinePeak
{
    // Twelve independent sums hide a latency of four cycles on two or three units.
    private const int Sums = 12;
    private const int Rounds = 100_000;

    /// <summary>Float32 operations a second of one core at a width of 512, 256 or 128 bits; a multiply-add is two.</summary>
    public static double Float32Flops(int bits)
    {
        Func<int, double> chain = bits switch { 512 => Chain<Float32x16>, 256 => Chain<Float32x8>, _ => Chain<Float32x4> };
        var best = double.MaxValue;
        // The clock frequency wanders: the best of several medians is the limit.
        for (var i = 0; i < 3; i++) best = Math.Min(best, Measurement.Seconds(() => chain(Rounds)));
        return 2.0 * Sums * Rounds * bits / 32 / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Chain<V>(int rounds) where V : struct, ILane<V>
    {
        var (x, y) = (V.Of(0.999), V.Of(1e-3));
        V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var round = 0; round < rounds; round++)
        {
            a = V.MultiplyAdd(a, x, y); b = V.MultiplyAdd(b, x, y); c = V.MultiplyAdd(c, x, y); d = V.MultiplyAdd(d, x, y);
            e = V.MultiplyAdd(e, x, y); f = V.MultiplyAdd(f, x, y); g = V.MultiplyAdd(g, x, y); h = V.MultiplyAdd(h, x, y);
            i = V.MultiplyAdd(i, x, y); j = V.MultiplyAdd(j, x, y); k = V.MultiplyAdd(k, x, y); l = V.MultiplyAdd(l, x, y);
        }
        return (a + b + c + d + e + f + g + h + i + j + k + l).Get(0);
    }
}
