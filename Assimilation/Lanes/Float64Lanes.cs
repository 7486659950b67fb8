using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>As many float64 windows as the machine's vectors hold: 4D-Var and training.</summary>
public struct Float64Lanes(Vector<double> value) : ILane<Float64Lanes>
{
    // Beyond this the vector exponential takes another way for all lanes.
    private const double LargestExponent = 700;

    private Vector<double> _value = value;

    /// <inheritdoc/>
    public static int Count => Vector<double>.Count;

    /// <inheritdoc/>
    public static Float64Lanes Of(double value) => new(new Vector<double>(value));

    /// <inheritdoc/>
    public static Float64Lanes Broadcast(float value) => new(new Vector<double>(value));

    /// <inheritdoc/>
    public readonly double Get(int lane) => _value[lane];

    /// <inheritdoc/>
    public readonly Float64Lanes With(int lane, double value) => new(_value.WithElement(lane, value));

    /// <inheritdoc/>
    public static Float64Lanes Load(ReadOnlySpan<float> source)
    {
        Span<double> wide = stackalloc double[Vector<double>.Count];
        for (var lane = 0; lane < Vector<double>.Count; lane++) wide[lane] = source[lane];
        return new(new Vector<double>(wide));
    }

    /// <inheritdoc/>
    public readonly void Store(Span<float> target)
    {
        for (var lane = 0; lane < Vector<double>.Count; lane++) target[lane] = (float)_value[lane];
    }

    /// <inheritdoc/>
    public static Float64Lanes operator +(Float64Lanes a, Float64Lanes b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float64Lanes operator -(Float64Lanes a, Float64Lanes b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float64Lanes operator *(Float64Lanes a, Float64Lanes b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float64Lanes operator /(Float64Lanes a, Float64Lanes b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float64Lanes operator -(Float64Lanes a) => new(-a._value);

    /// <inheritdoc/>
    public static Float64Lanes MultiplyAdd(Float64Lanes a, in Float64Lanes b, Float64Lanes c) =>
        new(Vector.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static void AddProduct(ref Float64Lanes sum, Float64Lanes a, in Float64Lanes b) =>
        sum._value = Vector.FusedMultiplyAdd(a._value, b._value, sum._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractProduct(ref Float64Lanes sum, Float64Lanes a, in Float64Lanes b)
    {
        if (Fma.IsSupported && Count == Vector256<double>.Count)
            sum._value = Fma.MultiplyAddNegated(a._value.AsVector256(), b._value.AsVector256(), sum._value.AsVector256()).AsVector();
        else sum._value = Vector.FusedMultiplyAdd(-a._value, b._value, sum._value);
    }

    /// <inheritdoc/>
    public static Float64Lanes Sqrt(Float64Lanes x) => new(Vector.SquareRoot(x._value));

    /// <inheritdoc/>
    public static Float64Lanes DivideByRoot(Float64Lanes a, Float64Lanes x) => new(a._value / Vector.SquareRoot(x._value));

    /// <inheritdoc/>
    public static Float64Lanes Exp(Float64Lanes x) => Vector.LessThanAll(Vector.Abs(x._value), new Vector<double>(LargestExponent))
        ? new(Vector.Exp(x._value))
        : LaneByLane(x, value => Vector.Exp(new Vector<double>(value))[0]);

    /// <inheritdoc/>
    public static Float64Lanes Log(Float64Lanes x) => new(Vector.Log(x._value));

    /// <inheritdoc/>
    public static Float64Lanes Sin(Float64Lanes x) => LaneByLane(x, Math.Sin);

    /// <inheritdoc/>
    public static Float64Lanes Cos(Float64Lanes x) => LaneByLane(x, Math.Cos);

    /// <inheritdoc/>
    public static Float64Lanes Min(Float64Lanes x, Float64Lanes y) => new(Vector.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float64Lanes Max(Float64Lanes x, Float64Lanes y) => new(Vector.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float64Lanes Clamp(Float64Lanes x, Float64Lanes low, Float64Lanes high) => Max(low, Min(high, x));

    /// <inheritdoc/>
    public static Float64Lanes WhereGreater(Float64Lanes x, Float64Lanes y, Float64Lanes ifTrue, Float64Lanes ifFalse) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(x._value, y._value), ifTrue._value, ifFalse._value));

    /// <inheritdoc/>
    public override readonly string ToString() => _value.ToString();

    // The vector functions choose their way by all lanes, so that a window's last bits would depend on its neighbours.
    private static Float64Lanes LaneByLane(Float64Lanes x, Func<double, double> function)
    {
        Span<double> values = stackalloc double[Vector<double>.Count];
        for (var lane = 0; lane < values.Length; lane++) values[lane] = function(x._value[lane]);
        return new(new Vector<double>(values));
    }
}
