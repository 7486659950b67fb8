using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Lanes;

public class LanesOfFloat64 : LaneContract<Float64>;

public class LanesOfFloat64Vectors : LaneContract<Float64Lanes>;

public class LanesOfFloat64VectorsOf512Bits : LaneContract<Float64x8>;

public class LanesOfFloat32 : LaneContract<Float32>;

public class LanesOfFloat32VectorsOf128Bits : LaneContract<Float32x4>;

public class LanesOfFloat32VectorsOf256Bits : LaneContract<Float32x8>;

public class LanesOfFloat32VectorsOf512Bits : LaneContract<Float32x16>;

public class LanesOfTwoFloat32Vectors : LaneContract<Pair<Float32x4>>;

/// <summary>Every lane type computes in each lane what <see cref="Math"/> computes, up to its rounding.</summary>
public abstract class LaneContract<V> where V : struct, ILane<V>
{
    // Values from 0.1 to 10, where no function below amplifies a rounding by more than some tens.
    private static readonly Gen<(V, V, V)> Values = Gen.Select(Lane(), Lane(), Lane());

    [Fact]
    public void Arithmetic_is_that_of_numbers() => Values.Sample((a, b, c) =>
    {
        AssertEach(a + b, (x, y, _) => x + y, a, b, c);
        AssertEach(a - b, (x, y, _) => x - y, a, b, c);
        AssertEach(a * b, (x, y, _) => x * y, a, b, c);
        AssertEach(a / b, (x, y, _) => x / y, a, b, c);
        AssertEach(-a, (x, _, _) => -x, a, b, c);
        AssertEach(V.MultiplyAdd(a, b, c), (x, y, z) => x * y + z, a, b, c);
        AssertEach(V.Min(a, b), (x, y, _) => Math.Min(x, y), a, b, c);
        AssertEach(V.Max(a, b), (x, y, _) => Math.Max(x, y), a, b, c);
        AssertEach(V.Clamp(a, V.Of(0.5), V.Of(2)), (x, _, _) => Math.Clamp(x, 0.5, 2), a, b, c);
        AssertEach(V.WhereGreater(a, b, c, -c), (x, y, z) => x > y ? z : -z, a, b, c);
    });

    [Fact]
    public void Functions_are_those_of_numbers() => Values.Sample((a, b, c) =>
    {
        AssertEach(V.Sqrt(a), (x, _, _) => Math.Sqrt(x), a, b, c);
        AssertEach(V.DivideByRoot(b, a), (x, y, _) => y / Math.Sqrt(x), a, b, c);
        AssertEach(V.Exp(-a), (x, _, _) => Math.Exp(-x), a, b, c);
        AssertEach(V.Log(a), (x, _, _) => Math.Log(x), a, b, c);
        AssertEach(V.Sin(a), (x, _, _) => Math.Sin(x), a, b, c);
        AssertEach(V.Cos(a), (x, _, _) => Math.Cos(x), a, b, c);
    });

    [Fact]
    public void Lane_does_not_depend_on_its_neighbours() => Lane().Sample(a =>
    {
        Func<V, V>[] functions = [x => V.DivideByRoot(V.Of(3), x), V.Sqrt, V.Exp, x => V.Exp(-x), V.Log, V.Sin, V.Cos];
        foreach (var wild in new[] { 1e-9, 3, 300, 800, 1e9, double.NaN })
        {
            foreach (var function in functions)
            {
                var (alone, beside) = (function(a), function(a.With(0, wild)));
                for (var lane = 1; lane < V.Count; lane++) Assert.Equal(alone.Get(lane), beside.Get(lane));
            }
        }
    });

    [Fact]
    public void Not_a_number_is_never_greater_and_stays_in_minimum_and_maximum()
    {
        V nan = V.Of(double.NaN), one = V.Of(1), zero = V.Of(0);
        Assert.Equal(0, V.WhereGreater(nan, zero, one, zero).Get(0));
        Assert.Equal(0, V.WhereGreater(zero, nan, one, zero).Get(0));
        foreach (var value in new[] { V.Min(nan, one), V.Min(one, nan), V.Max(nan, one), V.Max(one, nan) })
            Assert.True(double.IsNaN(value.Get(V.Count - 1)));
        Assert.True(double.IsNaN(V.Clamp(nan, zero, one).Get(0)));
        Assert.True(double.IsNaN(V.Exp(nan).Get(0)));
    }

    [Fact]
    public void Loaded_numbers_are_stored_again()
    {
        float[] source = [.. Enumerable.Range(1, V.Count).Select(i => i / 8f)], target = new float[V.Count];
        V.Load(source).Store(target);
        Assert.Equal(source, target);
    }

    [Fact]
    public void With_replaces_one_lane_only()
    {
        for (var replaced = 0; replaced < V.Count; replaced++)
        {
            var lanes = V.Of(1).With(replaced, 2);
            for (var lane = 0; lane < V.Count; lane++) Assert.Equal(lane == replaced ? 2 : 1, lanes.Get(lane));
        }
    }

    [Fact]
    public void Scattered_window_is_gathered_from_its_lane_alone() =>
        BandMatrices.Blocks<V>(5).Sample(block =>
        {
            var before = Enumerable.Range(0, V.Count).Select(lane => Vectors.Lane<V>(block, lane)).ToArray();
            LaneBlock.Scatter<V>([1, 2, 3, 4, 5], block, V.Count - 1);
            Assert.Equal([1, 2, 3, 4, 5], Vectors.Lane<V>(block, V.Count - 1));
            for (var lane = 0; lane < V.Count - 1; lane++) Assert.Equal(before[lane], Vectors.Lane<V>(block, lane));
        });

    [Fact]
    public void Scalar_product_is_that_of_each_lane() =>
        Gen.Select(BandMatrices.Blocks<V>(9), BandMatrices.Blocks<V>(9)).Sample((a, b) =>
        {
            for (var lane = 0; lane < V.Count; lane++)
            {
                var expected = Vectors.Lane<V>(a, lane).Dot(Vectors.Lane<V>(b, lane));
                Assert.Equal(expected, LaneBlock.Dot<V>(a, b).Get(lane), 9 * 9 * Dense.Roundoff<V>());
            }
        });

    private static Gen<V> Lane() => Gen.Double[-1, 1].Array[V.Count].Select(exponents =>
    {
        var value = V.Of(1);
        for (var lane = 0; lane < V.Count; lane++) value = value.With(lane, Math.Pow(10, exponents[lane]));
        return value;
    });

    private static void AssertEach(V actual, Func<double, double, double, double> expected, V a, V b, V c)
    {
        for (var lane = 0; lane < V.Count; lane++)
        {
            var value = expected(a.Get(lane), b.Get(lane), c.Get(lane));
            Assert.Equal(value, actual.Get(lane), 64 * Dense.Roundoff<V>() * Math.Max(1, Math.Abs(value)));
        }
    }
}
