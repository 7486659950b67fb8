using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>One float32 window: a window on its own. The same bits as in any lane of the float32 vectors.</summary>
public readonly struct Float32(float value) : IFloat32Lane<Float32>
{
    private readonly float _value = value;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static Float32 Of(double value) => new((float)value);

    /// <inheritdoc/>
    public static Float32 Broadcast(float value) => new(value);

    /// <inheritdoc/>
    public double Get(int lane) => _value;

    /// <inheritdoc/>
    public Float32 With(int lane, double value) => new((float)value);

    /// <inheritdoc/>
    public static Float32 Load(ReadOnlySpan<float> source) => new(source[0]);

    /// <inheritdoc/>
    public void Store(Span<float> target) => target[0] = _value;

    /// <inheritdoc/>
    public static Float32 operator +(Float32 a, Float32 b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float32 operator -(Float32 a, Float32 b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float32 operator *(Float32 a, Float32 b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float32 operator /(Float32 a, Float32 b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float32 operator -(Float32 a) => new(-a._value);

    /// <inheritdoc/>
    public static Float32 MultiplyAdd(Float32 a, in Float32 b, Float32 c) =>
        new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static Float32 Sqrt(Float32 x) => new(MathF.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float32 DivideByRoot(Float32 a, Float32 x) => Float32Functions.DivideByRoot(a, x);

    /// <inheritdoc/>
    public static Float32 Exp(Float32 x) => Float32Functions.Exp(x);

    /// <inheritdoc/>
    public static Float32 Log(Float32 x) => new(Vector128.Log(Vector128.Create(x._value)).ToScalar());

    /// <inheritdoc/>
    public static Float32 Sin(Float32 x) => new(MathF.Sin(x._value));

    /// <inheritdoc/>
    public static Float32 Cos(Float32 x) => new(MathF.Cos(x._value));

    /// <inheritdoc/>
    public static Float32 Min(Float32 x, Float32 y) => new(MathF.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float32 Max(Float32 x, Float32 y) => new(MathF.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float32 Clamp(Float32 x, Float32 low, Float32 high) =>
        new(float.MaxNative(low._value, float.MinNative(high._value, x._value)));

    /// <inheritdoc/>
    public static Float32 WhereGreater(Float32 x, Float32 y, Float32 ifTrue, Float32 ifFalse) =>
        x._value > y._value ? ifTrue : ifFalse;

    /// <inheritdoc/>
    static Float32 IFloat32Lane<Float32>.PowerOfTwo(Float32 x) =>
        new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x._value) << Float32Functions.MantissaBits));

    /// <inheritdoc/>
    static Float32 IFloat32Lane<Float32>.InverseRootEstimate(Float32 x) => new(
        Avx512F.IsSupported ? Avx512F.ReciprocalSqrt14Scalar(Vector128.CreateScalarUnsafe(x._value)).ToScalar()
        : Sse.IsSupported ? Sse.ReciprocalSqrtScalar(Vector128.CreateScalarUnsafe(x._value)).ToScalar()
        : 1 / MathF.Sqrt(x._value));

    /// <inheritdoc/>
    public override string ToString() => _value.ToString(CultureInfo.InvariantCulture);
}
