using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>Sixteen float32 windows: the 512-bit vector of AVX-512.</summary>
public struct Float32x16(Vector512<float> value) : IFloat32Lane<Float32x16>
{
    private Vector512<float> _value = value;

    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    public static Float32x16 Of(double value) => new(Vector512.Create((float)value));

    /// <inheritdoc/>
    public static Float32x16 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    public readonly double Get(int lane) => _value[lane];

    /// <inheritdoc/>
    public readonly Float32x16 With(int lane, double value) => new(_value.WithElement(lane, (float)value));

    /// <inheritdoc/>
    public static Float32x16 Load(ReadOnlySpan<float> source) => new(Vector512.Create(source));

    /// <inheritdoc/>
    public readonly void Store(Span<float> target) => _value.CopyTo(target);

    /// <inheritdoc/>
    public static Float32x16 operator +(Float32x16 a, Float32x16 b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float32x16 operator -(Float32x16 a, Float32x16 b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float32x16 operator *(Float32x16 a, Float32x16 b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float32x16 operator /(Float32x16 a, Float32x16 b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float32x16 operator -(Float32x16 a) => new(-a._value);

    /// <inheritdoc/>
    public static Float32x16 MultiplyAdd(Float32x16 a, in Float32x16 b, Float32x16 c) =>
        new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static void AddProduct(ref Float32x16 sum, Float32x16 a, in Float32x16 b) =>
        sum._value = Vector512.FusedMultiplyAdd(a._value, b._value, sum._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractProduct(ref Float32x16 sum, Float32x16 a, in Float32x16 b)
    {
        if (Avx512F.IsSupported) sum._value = Avx512F.FusedMultiplyAddNegated(a._value, b._value, sum._value);
        else sum._value = Vector512.FusedMultiplyAdd(-a._value, b._value, sum._value);
    }

    /// <inheritdoc/>
    public static Float32x16 Sqrt(Float32x16 x) => new(Vector512.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float32x16 DivideByRoot(Float32x16 a, Float32x16 x) => Float32Functions.DivideByRoot(a, x);

    /// <inheritdoc/>
    public static Float32x16 Exp(Float32x16 x) => Float32Functions.Exp(x);

    /// <inheritdoc/>
    public static Float32x16 Log(Float32x16 x) => new(Vector512.Log(x._value));

    /// <inheritdoc/>
    public static Float32x16 Sin(Float32x16 x) => Float32Functions.LaneByLane(x, MathF.Sin);

    /// <inheritdoc/>
    public static Float32x16 Cos(Float32x16 x) => Float32Functions.LaneByLane(x, MathF.Cos);

    /// <inheritdoc/>
    public static Float32x16 Min(Float32x16 x, Float32x16 y) => new(Vector512.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float32x16 Max(Float32x16 x, Float32x16 y) => new(Vector512.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float32x16 Clamp(Float32x16 x, Float32x16 low, Float32x16 high) =>
        // Of two numbers of which one is none, the machine's own minimum and maximum return the second.
        new(Vector512.MaxNative(low._value, Vector512.MinNative(high._value, x._value)));

    /// <inheritdoc/>
    public static Float32x16 WhereGreater(Float32x16 x, Float32x16 y, Float32x16 ifTrue, Float32x16 ifFalse) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(x._value, y._value), ifTrue._value, ifFalse._value));

    /// <inheritdoc/>
    static Float32x16 IFloat32Lane<Float32x16>.PowerOfTwo(Float32x16 x) =>
        new((x._value.AsInt32() << Float32Functions.MantissaBits).AsSingle());

    /// <inheritdoc/>
    static Float32x16 IFloat32Lane<Float32x16>.InverseRootEstimate(Float32x16 x) => new(
        Avx512F.IsSupported ? Avx512F.ReciprocalSqrt14(x._value) : Vector512.Create(
            Float32x8.InverseRootEstimate(x._value.GetLower()), Float32x8.InverseRootEstimate(x._value.GetUpper())));

    /// <inheritdoc/>
    public override readonly string ToString() => _value.ToString();
}
