namespace NeuralDA.Assimilation.Lanes;

/// <summary>
/// Two lanes side by side, one after the other in memory: a block of 32 windows where vectors hold sixteen. Each load of a weight
/// then serves two vectors, and the two of a formula hide each other's latency. The JIT keeps both in registers.
/// </summary>
/// <typeparam name="V">The lane type of each.</typeparam>
public struct Pair<V>(V first, V second) : ILane<Pair<V>> where V : struct, ILane<V>
{
    private V _a = first;
    private V _b = second;

    private Pair(V both)
        : this(both, both)
    {
    }

    /// <inheritdoc/>
    public static int Count => 2 * V.Count;

    /// <inheritdoc/>
    public static Pair<V> Of(double value) => new(V.Of(value));

    /// <inheritdoc/>
    public static Pair<V> Broadcast(float value) => new(V.Broadcast(value));

    /// <inheritdoc/>
    public readonly double Get(int lane) => lane < V.Count ? _a.Get(lane) : _b.Get(lane - V.Count);

    /// <inheritdoc/>
    public readonly Pair<V> With(int lane, double value) =>
        lane < V.Count ? new(_a.With(lane, value), _b) : new(_a, _b.With(lane - V.Count, value));

    /// <inheritdoc/>
    public static Pair<V> Load(ReadOnlySpan<float> source) => new(V.Load(source), V.Load(source[V.Count..]));

    /// <inheritdoc/>
    public readonly void Store(Span<float> target)
    {
        _a.Store(target);
        _b.Store(target[V.Count..]);
    }

    /// <inheritdoc/>
    public static Pair<V> operator +(Pair<V> a, Pair<V> b) => new(a._a + b._a, a._b + b._b);

    /// <inheritdoc/>
    public static Pair<V> operator -(Pair<V> a, Pair<V> b) => new(a._a - b._a, a._b - b._b);

    /// <inheritdoc/>
    public static Pair<V> operator *(Pair<V> a, Pair<V> b) => new(a._a * b._a, a._b * b._b);

    /// <inheritdoc/>
    public static Pair<V> operator /(Pair<V> a, Pair<V> b) => new(a._a / b._a, a._b / b._b);

    /// <inheritdoc/>
    public static Pair<V> operator -(Pair<V> a) => new(-a._a, -a._b);

    /// <inheritdoc/>
    public static Pair<V> MultiplyAdd(Pair<V> a, in Pair<V> b, Pair<V> c) =>
        new(V.MultiplyAdd(a._a, in b._a, c._a), V.MultiplyAdd(a._b, in b._b, c._b));

    /// <inheritdoc/>
    public static void AddProduct(ref Pair<V> sum, Pair<V> a, in Pair<V> b)
    {
        V.AddProduct(ref sum._a, a._a, in b._a);
        V.AddProduct(ref sum._b, a._b, in b._b);
    }

    /// <inheritdoc/>
    public static void SubtractProduct(ref Pair<V> sum, Pair<V> a, in Pair<V> b)
    {
        V.SubtractProduct(ref sum._a, a._a, in b._a);
        V.SubtractProduct(ref sum._b, a._b, in b._b);
    }

    /// <inheritdoc/>
    public static Pair<V> Sqrt(Pair<V> x) => new(V.Sqrt(x._a), V.Sqrt(x._b));

    /// <inheritdoc/>
    public static Pair<V> DivideByRoot(Pair<V> a, Pair<V> x) =>
        new(V.DivideByRoot(a._a, x._a), V.DivideByRoot(a._b, x._b));

    /// <inheritdoc/>
    public static Pair<V> Exp(Pair<V> x) => new(V.Exp(x._a), V.Exp(x._b));

    /// <inheritdoc/>
    public static Pair<V> Log(Pair<V> x) => new(V.Log(x._a), V.Log(x._b));

    /// <inheritdoc/>
    public static Pair<V> Sin(Pair<V> x) => new(V.Sin(x._a), V.Sin(x._b));

    /// <inheritdoc/>
    public static Pair<V> Cos(Pair<V> x) => new(V.Cos(x._a), V.Cos(x._b));

    /// <inheritdoc/>
    public static Pair<V> Min(Pair<V> x, Pair<V> y) => new(V.Min(x._a, y._a), V.Min(x._b, y._b));

    /// <inheritdoc/>
    public static Pair<V> Max(Pair<V> x, Pair<V> y) => new(V.Max(x._a, y._a), V.Max(x._b, y._b));

    /// <inheritdoc/>
    public static Pair<V> Clamp(Pair<V> x, Pair<V> low, Pair<V> high) =>
        new(V.Clamp(x._a, low._a, high._a), V.Clamp(x._b, low._b, high._b));

    /// <inheritdoc/>
    public static Pair<V> WhereGreater(Pair<V> x, Pair<V> y, Pair<V> ifTrue, Pair<V> ifFalse) =>
        new(V.WhereGreater(x._a, y._a, ifTrue._a, ifFalse._a), V.WhereGreater(x._b, y._b, ifTrue._b, ifFalse._b));

    /// <inheritdoc/>
    public override readonly string ToString() => $"{_a} {_b}";
}
