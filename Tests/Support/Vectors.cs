using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Tests.Support;

/// <summary>Plain vectors beside lane blocks, and what tests do with them.</summary>
internal static class Vectors
{
    public static V[] ToLanes<V>(ReadOnlySpan<double> values) where V : struct, ILane<V>
    {
        var block = new V[values.Length];
        for (var lane = 0; lane < V.Count; lane++) LaneBlock.Scatter(values, block, lane);
        return block;
    }

    public static double[] Lane<V>(ReadOnlySpan<V> block, int lane = 0) where V : struct, ILane<V>
    {
        var values = new double[block.Length];
        LaneBlock.Gather(block, lane, values);
        return values;
    }

    public static double[] Plus(this double[] x, double scale, double[] y) => [.. x.Zip(y, (a, b) => a + scale * b)];

    public static double[] Minus(this double[] x, double[] y) => x.Plus(-1, y);

    public static double Dot(this double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    public static double Norm(this double[] x) => Math.Sqrt(x.Dot(x));

    /// <summary>‖actual − expected‖ ≤ tolerance · max(1, ‖expected‖).</summary>
    public static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        var (error, allowed) = (actual.Minus(expected).Norm(), tolerance * Math.Max(1, expected.Norm()));
        Assert.True(error <= allowed, $"off by {error:g3}, allowed {allowed:g3}: expected [{string.Join(", ", expected)}], "
            + $"actual [{string.Join(", ", actual)}]");
    }

    /// <summary>The gradient of a function by central differences.</summary>
    public static double[] Differences(double[] at, double step, Func<double[], double> function) =>
        [.. Enumerable.Range(0, at.Length).Select(i =>
        {
            var (above, below) = ((double[])at.Clone(), (double[])at.Clone());
            (above[i], below[i]) = (at[i] + step, at[i] - step);
            return (function(above) - function(below)) / (2 * step);
        })];
}
