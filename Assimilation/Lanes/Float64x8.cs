using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>Eight float64 windows, the 512-bit vector of AVX-512: 4D-Var.</summary>
public struct Float64x8(Vector512<double> value) : ILane<Float64x8>
{
    // Beyond this the vector exponential takes another way for all lanes.
    private const double LargestExponent = 700;

    private Vector512<double> _value = value;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    public static Float64x8 Of(double value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    public static Float64x8 Broadcast(float value) => new(Vector512.Create((double)value));

    /// <inheritdoc/>
    public readonly double Get(int lane) => _value[lane];

    /// <inheritdoc/>
    public readonly Float64x8 With(int lane, double value) => new(_value.WithElement(lane, value));

    /// <inheritdoc/>
    public static Float64x8 Load(ReadOnlySpan<float> source)
    {
        Span<double> wide = stackalloc double[Count];
        for (var lane = 0; lane < Count; lane++) wide[lane] = source[lane];
        return new(Vector512.Create<double>(wide));
    }

    /// <inheritdoc/>
    public readonly void Store(Span<float> target)
    {
        for (var lane = 0; lane < Count; lane++) target[lane] = (float)_value[lane];
    }

    /// <inheritdoc/>
    public static Float64x8 operator +(Float64x8 a, Float64x8 b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float64x8 operator -(Float64x8 a, Float64x8 b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float64x8 operator *(Float64x8 a, Float64x8 b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float64x8 operator /(Float64x8 a, Float64x8 b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float64x8 operator -(Float64x8 a) => new(-a._value);

    /// <inheritdoc/>
    public static Float64x8 MultiplyAdd(Float64x8 a, in Float64x8 b, Float64x8 c) =>
        new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static void AddProduct(ref Float64x8 sum, Float64x8 a, in Float64x8 b) =>
        sum._value = Vector512.FusedMultiplyAdd(a._value, b._value, sum._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractProduct(ref Float64x8 sum, Float64x8 a, in Float64x8 b)
    {
        if (Avx512F.IsSupported) sum._value = Avx512F.FusedMultiplyAddNegated(a._value, b._value, sum._value);
        else sum._value = Vector512.FusedMultiplyAdd(-a._value, b._value, sum._value);
    }

    /// <inheritdoc/>
    public static Float64x8 Sqrt(Float64x8 x) => new(Vector512.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float64x8 DivideByRoot(Float64x8 a, Float64x8 x) => new(a._value / Vector512.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float64x8 Exp(Float64x8 x) => Vector512.LessThanAll(Vector512.Abs(x._value), Vector512.Create(LargestExponent))
        ? new(Vector512.Exp(x._value))
        : LaneByLane(x, value => Vector512.Exp(Vector512.Create(value))[0]);

    /// <inheritdoc/>
    public static Float64x8 Log(Float64x8 x) => new(Vector512.Log(x._value));

    /// <inheritdoc/>
    public static Float64x8 Sin(Float64x8 x) => LaneByLane(x, Math.Sin);

    /// <inheritdoc/>
    public static Float64x8 Cos(Float64x8 x) => LaneByLane(x, Math.Cos);

    /// <inheritdoc/>
    public static Float64x8 Min(Float64x8 x, Float64x8 y) => new(Vector512.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float64x8 Max(Float64x8 x, Float64x8 y) => new(Vector512.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float64x8 Clamp(Float64x8 x, Float64x8 low, Float64x8 high) => Max(low, Min(high, x));

    /// <inheritdoc/>
    public static Float64x8 WhereGreater(Float64x8 x, Float64x8 y, Float64x8 ifTrue, Float64x8 ifFalse) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(x._value, y._value), ifTrue._value, ifFalse._value));

    /// <inheritdoc/>
    public override readonly string ToString() => _value.ToString();

    // The vector functions choose their way by all lanes, so that a window's last bits would depend on its neighbours.
    private static Float64x8 LaneByLane(Float64x8 x, Func<double, double> function)
    {
        Span<double> values = stackalloc double[Count];
        for (var lane = 0; lane < values.Length; lane++) values[lane] = function(x._value[lane]);
        return new(Vector512.Create<double>(values));
    }
}
