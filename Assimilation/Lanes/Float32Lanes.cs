using System.Numerics;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>As many float32 windows as the machine's vectors hold: the neural path.</summary>
public readonly struct Float32Lanes(Vector<float> value) : ILane<Float32Lanes>
{
    private readonly Vector<float> _value = value;

    /// <inheritdoc/>
    public static int Count => Vector<float>.Count;

    /// <inheritdoc/>
    public static Float32Lanes Of(double value) => new(new Vector<float>((float)value));

    /// <inheritdoc/>
    public double Get(int lane) => _value[lane];

    /// <inheritdoc/>
    public Float32Lanes With(int lane, double value) => new(_value.WithElement(lane, (float)value));

    /// <inheritdoc/>
    public static Float32Lanes Load(ReadOnlySpan<float> source) => new(new Vector<float>(source));

    /// <inheritdoc/>
    public void Store(Span<float> target) => _value.CopyTo(target);

    /// <inheritdoc/>
    public static Float32Lanes operator +(Float32Lanes a, Float32Lanes b) => new(a._value + b._value);

    /// <inheritdoc/>
    public static Float32Lanes operator -(Float32Lanes a, Float32Lanes b) => new(a._value - b._value);

    /// <inheritdoc/>
    public static Float32Lanes operator *(Float32Lanes a, Float32Lanes b) => new(a._value * b._value);

    /// <inheritdoc/>
    public static Float32Lanes operator /(Float32Lanes a, Float32Lanes b) => new(a._value / b._value);

    /// <inheritdoc/>
    public static Float32Lanes operator -(Float32Lanes a) => new(-a._value);

    /// <inheritdoc/>
    public static Float32Lanes MultiplyAdd(Float32Lanes a, Float32Lanes b, Float32Lanes c) => new(Vector.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    public static Float32Lanes Sqrt(Float32Lanes x) => new(Vector.SquareRoot(x._value));

    /// <inheritdoc/>
    public static Float32Lanes Exp(Float32Lanes x) => new(Vector.Exp(x._value));

    /// <inheritdoc/>
    public static Float32Lanes Log(Float32Lanes x) => new(Vector.Log(x._value));

    /// <inheritdoc/>
    public static Float32Lanes Sin(Float32Lanes x) => LaneByLane(x, MathF.Sin);

    /// <inheritdoc/>
    public static Float32Lanes Cos(Float32Lanes x) => LaneByLane(x, MathF.Cos);

    /// <inheritdoc/>
    public static Float32Lanes Min(Float32Lanes x, Float32Lanes y) => new(Vector.Min(x._value, y._value));

    /// <inheritdoc/>
    public static Float32Lanes Max(Float32Lanes x, Float32Lanes y) => new(Vector.Max(x._value, y._value));

    /// <inheritdoc/>
    public static Float32Lanes WhereGreater(Float32Lanes x, Float32Lanes y, Float32Lanes ifTrue, Float32Lanes ifFalse) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(x._value, y._value), ifTrue._value, ifFalse._value));

    /// <inheritdoc/>
    public override string ToString() => _value.ToString();

    // The vector functions choose their way by all lanes, so that a window's last bits would depend on its neighbours.
    private static Float32Lanes LaneByLane(Float32Lanes x, Func<float, float> function)
    {
        Span<float> values = stackalloc float[Vector<float>.Count];
        for (var lane = 0; lane < values.Length; lane++) values[lane] = function(x._value[lane]);
        return new(new Vector<float>(values));
    }
}
