namespace NeuralDA.Assimilation.Lanes;

/// <summary>
/// Four lanes side by side, one after the other in memory: a block of 64 windows where vectors hold sixteen. Each load of a
/// weight then serves four vectors, and the four of a formula hide each other's latency, which is what brings the inner loops
/// to the speed of the multiply-add units. The JIT keeps the four in registers.
/// </summary>
/// <typeparam name="V">The lane type of each.</typeparam>
public readonly struct Quad<V>(V first, V second, V third, V fourth) : ILane<Quad<V>> where V : struct, ILane<V>
{
    private readonly V _a = first;
    private readonly V _b = second;
    private readonly V _c = third;
    private readonly V _d = fourth;

    private Quad(V all)
        : this(all, all, all, all)
    {
    }

    /// <inheritdoc/>
    public static int Count => 4 * V.Count;

    /// <inheritdoc/>
    public static Quad<V> Of(double value) => new(V.Of(value));

    /// <inheritdoc/>
    public static Quad<V> Broadcast(float value) => new(V.Broadcast(value));

    /// <inheritdoc/>
    public double Get(int lane) => (lane / V.Count) switch
    {
        0 => _a.Get(lane),
        1 => _b.Get(lane - V.Count),
        2 => _c.Get(lane - 2 * V.Count),
        _ => _d.Get(lane - 3 * V.Count),
    };

    /// <inheritdoc/>
    public Quad<V> With(int lane, double value) => (lane / V.Count) switch
    {
        0 => new(_a.With(lane, value), _b, _c, _d),
        1 => new(_a, _b.With(lane - V.Count, value), _c, _d),
        2 => new(_a, _b, _c.With(lane - 2 * V.Count, value), _d),
        _ => new(_a, _b, _c, _d.With(lane - 3 * V.Count, value)),
    };

    /// <inheritdoc/>
    public static Quad<V> Load(ReadOnlySpan<float> source) => new(
        V.Load(source), V.Load(source[V.Count..]), V.Load(source[(2 * V.Count)..]), V.Load(source[(3 * V.Count)..]));

    /// <inheritdoc/>
    public void Store(Span<float> target)
    {
        _a.Store(target);
        _b.Store(target[V.Count..]);
        _c.Store(target[(2 * V.Count)..]);
        _d.Store(target[(3 * V.Count)..]);
    }

    /// <inheritdoc/>
    public static Quad<V> operator +(Quad<V> a, Quad<V> b) => new(a._a + b._a, a._b + b._b, a._c + b._c, a._d + b._d);

    /// <inheritdoc/>
    public static Quad<V> operator -(Quad<V> a, Quad<V> b) => new(a._a - b._a, a._b - b._b, a._c - b._c, a._d - b._d);

    /// <inheritdoc/>
    public static Quad<V> operator *(Quad<V> a, Quad<V> b) => new(a._a * b._a, a._b * b._b, a._c * b._c, a._d * b._d);

    /// <inheritdoc/>
    public static Quad<V> operator /(Quad<V> a, Quad<V> b) => new(a._a / b._a, a._b / b._b, a._c / b._c, a._d / b._d);

    /// <inheritdoc/>
    public static Quad<V> operator -(Quad<V> a) => new(-a._a, -a._b, -a._c, -a._d);

    /// <inheritdoc/>
    public static Quad<V> MultiplyAdd(Quad<V> a, Quad<V> b, Quad<V> c) => new(
        V.MultiplyAdd(a._a, b._a, c._a), V.MultiplyAdd(a._b, b._b, c._b),
        V.MultiplyAdd(a._c, b._c, c._c), V.MultiplyAdd(a._d, b._d, c._d));

    /// <inheritdoc/>
    public static Quad<V> Sqrt(Quad<V> x) => new(V.Sqrt(x._a), V.Sqrt(x._b), V.Sqrt(x._c), V.Sqrt(x._d));

    /// <inheritdoc/>
    public static Quad<V> DivideByRoot(Quad<V> a, Quad<V> x) => new(
        V.DivideByRoot(a._a, x._a), V.DivideByRoot(a._b, x._b), V.DivideByRoot(a._c, x._c), V.DivideByRoot(a._d, x._d));

    /// <inheritdoc/>
    public static Quad<V> Exp(Quad<V> x) => new(V.Exp(x._a), V.Exp(x._b), V.Exp(x._c), V.Exp(x._d));

    /// <inheritdoc/>
    public static Quad<V> Log(Quad<V> x) => new(V.Log(x._a), V.Log(x._b), V.Log(x._c), V.Log(x._d));

    /// <inheritdoc/>
    public static Quad<V> Sin(Quad<V> x) => new(V.Sin(x._a), V.Sin(x._b), V.Sin(x._c), V.Sin(x._d));

    /// <inheritdoc/>
    public static Quad<V> Cos(Quad<V> x) => new(V.Cos(x._a), V.Cos(x._b), V.Cos(x._c), V.Cos(x._d));

    /// <inheritdoc/>
    public static Quad<V> Min(Quad<V> x, Quad<V> y) => new(
        V.Min(x._a, y._a), V.Min(x._b, y._b), V.Min(x._c, y._c), V.Min(x._d, y._d));

    /// <inheritdoc/>
    public static Quad<V> Max(Quad<V> x, Quad<V> y) => new(
        V.Max(x._a, y._a), V.Max(x._b, y._b), V.Max(x._c, y._c), V.Max(x._d, y._d));

    /// <inheritdoc/>
    public static Quad<V> Clamp(Quad<V> x, Quad<V> low, Quad<V> high) => new(
        V.Clamp(x._a, low._a, high._a), V.Clamp(x._b, low._b, high._b),
        V.Clamp(x._c, low._c, high._c), V.Clamp(x._d, low._d, high._d));

    /// <inheritdoc/>
    public static Quad<V> WhereGreater(Quad<V> x, Quad<V> y, Quad<V> ifTrue, Quad<V> ifFalse) => new(
        V.WhereGreater(x._a, y._a, ifTrue._a, ifFalse._a), V.WhereGreater(x._b, y._b, ifTrue._b, ifFalse._b),
        V.WhereGreater(x._c, y._c, ifTrue._c, ifFalse._c), V.WhereGreater(x._d, y._d, ifTrue._d, ifFalse._d));

    /// <inheritdoc/>
    public override string ToString() => $"{_a} {_b} {_c} {_d}";
}
