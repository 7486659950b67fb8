using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>Eight float32 windows: the 256-bit vector of AVX2.</summary>
public struct Float32x8(Vector256<float> value) : IFloat32Lane<Float32x8>
{
    private Vector256<float> _value = value;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    public static Float32x8 Of(double value) => new(Vector256.Create((float)value));

    /// <inheritdoc/>
    public static Float32x8 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    public readonly double Get(int lane) => _value[lane];

    /// <inheritdoc/>
    public readonly Float32x8 With(int lane, double value) => new(_value.WithElement(lane, (float)value));

    /// <inheritdoc/>
    public static Float32x8 Load(ReadOnlySpan<float> source) => new(Vector256.Create(source));

    /// <inheritdoc/>
    public readonly void Store(Span<float> target) => _value.CopyTo(target);

    /// <inheritdoc/>
    public static Float32x8 operator +(Float32x8 a, Float32x8 b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float32x8 operator -(Float32x8 a, Float32x8 b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float32x8 operator *(Float32x8 a, Float32x8 b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float32x8 operator /(Float32x8 a, Float32x8 b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float32x8 operator -(Float32x8 a) => new(-a._value);

    /// <inheritdoc/>
    public static Float32x8 MultiplyAdd(Float32x8 a, in Float32x8 b, Float32x8 c) =>
        new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static void AddProduct(ref Float32x8 sum, Float32x8 a, in Float32x8 b) =>
        sum._value = Vector256.FusedMultiplyAdd(a._value, b._value, sum._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractProduct(ref Float32x8 sum, Float32x8 a, in Float32x8 b)
    {
        if (Fma.IsSupported) sum._value = Fma.MultiplyAddNegated(a._value, b._value, sum._value);
        else sum._value = Vector256.FusedMultiplyAdd(-a._value, b._value, sum._value);
    }

    /// <inheritdoc/>
    public static Float32x8 Sqrt(Float32x8 x) => new(Vector256.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float32x8 DivideByRoot(Float32x8 a, Float32x8 x) => Float32Functions.DivideByRoot(a, x);

    /// <inheritdoc/>
    public static Float32x8 Exp(Float32x8 x) => Float32Functions.Exp(x);

    /// <inheritdoc/>
    public static Float32x8 Log(Float32x8 x) => new(Vector256.Log(x._value));

    /// <inheritdoc/>
    public static Float32x8 Sin(Float32x8 x) => Float32Functions.LaneByLane(x, MathF.Sin);

    /// <inheritdoc/>
    public static Float32x8 Cos(Float32x8 x) => Float32Functions.LaneByLane(x, MathF.Cos);

    /// <inheritdoc/>
    public static Float32x8 Min(Float32x8 x, Float32x8 y) => new(Vector256.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float32x8 Max(Float32x8 x, Float32x8 y) => new(Vector256.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float32x8 Clamp(Float32x8 x, Float32x8 low, Float32x8 high) =>
        // Of two numbers of which one is none, the machine's own minimum and maximum return the second.
        new(Vector256.MaxNative(low._value, Vector256.MinNative(high._value, x._value)));

    /// <inheritdoc/>
    public static Float32x8 WhereGreater(Float32x8 x, Float32x8 y, Float32x8 ifTrue, Float32x8 ifFalse) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(x._value, y._value), ifTrue._value, ifFalse._value));

    /// <inheritdoc/>
    static Float32x8 IFloat32Lane<Float32x8>.PowerOfTwo(Float32x8 x) =>
        new((x._value.AsInt32() << Float32Functions.MantissaBits).AsSingle());

    /// <inheritdoc/>
    static Float32x8 IFloat32Lane<Float32x8>.InverseRootEstimate(Float32x8 x) => new(InverseRootEstimate(x._value));

    /// <inheritdoc cref="IFloat32Lane{TSelf}.InverseRootEstimate"/>
    internal static Vector256<float> InverseRootEstimate(Vector256<float> x) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.ReciprocalSqrt14(x)
        : Avx.IsSupported ? Avx.ReciprocalSqrt(x)
        : Vector256.Create(Float32x4.InverseRootEstimate(x.GetLower()), Float32x4.InverseRootEstimate(x.GetUpper()));

    /// <summary>The number in the first lane.</summary>
    internal readonly float First => _value.ToScalar();

    /// <summary>The first lane in every lane, without a way through memory.</summary>
    internal static Float32x8 SpreadFirst(Float32x8 x) => new(Vector256.Create(x._value.ToScalar()));

    /// <summary>In each lane what is in the next one, in the last zero.</summary>
    internal static Float32x8 Next(Float32x8 x) => new(Vector256.Shuffle(x._value, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8)));

    /// <inheritdoc/>
    public override readonly string ToString() => _value.ToString();
}
