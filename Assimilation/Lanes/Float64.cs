namespace NeuralDA.Assimilation.Lanes;

/// <summary>One float64 window: the reference that the vector lanes are tested against.</summary>
public readonly struct Float64(double value) : ILane<Float64>
{
    private readonly double _value = value;

    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static Float64 Of(double value) => new(value);

    /// <inheritdoc/>
    public static Float64 Broadcast(float value) => new(value);

    /// <inheritdoc/>
    public double Get(int lane) => _value;

    /// <inheritdoc/>
    public Float64 With(int lane, double value) => new(value);

    /// <inheritdoc/>
    public static Float64 Load(ReadOnlySpan<float> source) => new(source[0]);

    /// <inheritdoc/>
    public void Store(Span<float> target) => target[0] = (float)_value;

    /// <inheritdoc/>
    public static Float64 operator +(Float64 a, Float64 b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float64 operator -(Float64 a, Float64 b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float64 operator *(Float64 a, Float64 b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float64 operator /(Float64 a, Float64 b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float64 operator -(Float64 a) => new(-a._value);

    /// <inheritdoc/>
    public static Float64 MultiplyAdd(Float64 a, in Float64 b, Float64 c) =>
        new(Math.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static Float64 Sqrt(Float64 x) => new(Math.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float64 DivideByRoot(Float64 a, Float64 x) => new(a._value / Math.Sqrt(x._value));

    /// <inheritdoc/>
    public static Float64 Exp(Float64 x) => new(Math.Exp(x._value));

    /// <inheritdoc/>
    public static Float64 Log(Float64 x) => new(Math.Log(x._value));

    /// <inheritdoc/>
    public static Float64 Sin(Float64 x) => new(Math.Sin(x._value));

    /// <inheritdoc/>
    public static Float64 Cos(Float64 x) => new(Math.Cos(x._value));

    /// <inheritdoc/>
    public static Float64 Min(Float64 x, Float64 y) => new(Math.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float64 Max(Float64 x, Float64 y) => new(Math.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float64 Clamp(Float64 x, Float64 low, Float64 high) => Max(low, Min(high, x));

    /// <inheritdoc/>
    public static Float64 WhereGreater(Float64 x, Float64 y, Float64 ifTrue, Float64 ifFalse) =>
        x._value > y._value ? ifTrue : ifFalse;

    /// <inheritdoc/>
    public override string ToString() => _value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
