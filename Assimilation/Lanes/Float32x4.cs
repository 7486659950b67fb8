using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>Four float32 windows: the 128-bit vector of SSE and of Arm.</summary>
public struct Float32x4(Vector128<float> value) : IFloat32Lane<Float32x4>
{
    private Vector128<float> _value = value;

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static Float32x4 Of(double value) => new(Vector128.Create((float)value));

    /// <inheritdoc/>
    public static Float32x4 Broadcast(float value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    public readonly double Get(int lane) => _value[lane];

    /// <inheritdoc/>
    public readonly Float32x4 With(int lane, double value) => new(_value.WithElement(lane, (float)value));

    /// <inheritdoc/>
    public static Float32x4 Load(ReadOnlySpan<float> source) => new(Vector128.Create(source));

    /// <inheritdoc/>
    public readonly void Store(Span<float> target) => _value.CopyTo(target);

    /// <inheritdoc/>
    public static Float32x4 operator +(Float32x4 a, Float32x4 b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float32x4 operator -(Float32x4 a, Float32x4 b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float32x4 operator *(Float32x4 a, Float32x4 b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float32x4 operator /(Float32x4 a, Float32x4 b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float32x4 operator -(Float32x4 a) => new(-a._value);

    /// <inheritdoc/>
    public static Float32x4 MultiplyAdd(Float32x4 a, in Float32x4 b, Float32x4 c) =>
        new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static void AddProduct(ref Float32x4 sum, Float32x4 a, in Float32x4 b) =>
        sum._value = Vector128.FusedMultiplyAdd(a._value, b._value, sum._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractProduct(ref Float32x4 sum, Float32x4 a, in Float32x4 b)
    {
        if (Fma.IsSupported) sum._value = Fma.MultiplyAddNegated(a._value, b._value, sum._value);
        else sum._value = Vector128.FusedMultiplyAdd(-a._value, b._value, sum._value);
    }

    /// <inheritdoc/>
    public static Float32x4 Sqrt(Float32x4 x) => new(Vector128.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float32x4 DivideByRoot(Float32x4 a, Float32x4 x) => Float32Functions.DivideByRoot(a, x);

    /// <inheritdoc/>
    public static Float32x4 Exp(Float32x4 x) => Float32Functions.Exp(x);

    /// <inheritdoc/>
    public static Float32x4 Log(Float32x4 x) => new(Vector128.Log(x._value));

    /// <inheritdoc/>
    public static Float32x4 Sin(Float32x4 x) => Float32Functions.LaneByLane(x, MathF.Sin);

    /// <inheritdoc/>
    public static Float32x4 Cos(Float32x4 x) => Float32Functions.LaneByLane(x, MathF.Cos);

    /// <inheritdoc/>
    public static Float32x4 Min(Float32x4 x, Float32x4 y) => new(Vector128.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float32x4 Max(Float32x4 x, Float32x4 y) => new(Vector128.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float32x4 Clamp(Float32x4 x, Float32x4 low, Float32x4 high) =>
        // Of two numbers of which one is none, the machine's own minimum and maximum return the second.
        new(Vector128.MaxNative(low._value, Vector128.MinNative(high._value, x._value)));

    /// <inheritdoc/>
    public static Float32x4 WhereGreater(Float32x4 x, Float32x4 y, Float32x4 ifTrue, Float32x4 ifFalse) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(x._value, y._value), ifTrue._value, ifFalse._value));

    /// <inheritdoc/>
    static Float32x4 IFloat32Lane<Float32x4>.PowerOfTwo(Float32x4 x) =>
        new((x._value.AsInt32() << Float32Functions.MantissaBits).AsSingle());

    /// <inheritdoc/>
    static Float32x4 IFloat32Lane<Float32x4>.InverseRootEstimate(Float32x4 x) => new(InverseRootEstimate(x._value));

    /// <inheritdoc cref="IFloat32Lane{TSelf}.InverseRootEstimate"/>
    internal static Vector128<float> InverseRootEstimate(Vector128<float> x) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.ReciprocalSqrt14(x)
        : Sse.IsSupported ? Sse.ReciprocalSqrt(x)
        : Vector128<float>.One / Vector128.Sqrt(x);

    /// <inheritdoc/>
    public override readonly string ToString() => _value.ToString();
}
