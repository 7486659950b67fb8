using System.Numerics;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>
/// A number, or several side by side: one window in each SIMD lane. Every kernel of this library is written once over
/// <typeparamref name="TSelf"/>, in feature-major order with the window innermost, and runs as a scalar float64 reference,
/// as float64 vectors (4D-Var) and as float32 vectors (neural inference).
/// </summary>
/// <remarks>In memory a lane type is its numbers side by side, <see cref="Count"/> floats or doubles and nothing else.</remarks>
/// <typeparam name="TSelf">The implementing struct; the JIT compiles each kernel anew for it.</typeparam>
public interface ILane<TSelf> : IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>, IDivisionOperators<TSelf, TSelf, TSelf>, IUnaryNegationOperators<TSelf, TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>How many windows lie side by side.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Of(double value);

    /// <summary>The same float32 number in every lane: a weight on its way from memory, not converted twice.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>The value in one lane.</summary>
    double Get(int lane);

    /// <summary>A copy with one lane replaced.</summary>
    TSelf With(int lane, double value);

    /// <summary>Loads one float32 number for each lane.</summary>
    static abstract TSelf Load(ReadOnlySpan<float> source);

    /// <summary>Stores each lane as a float32 number.</summary>
    void Store(Span<float> target);

    /// <summary>a · b + c, rounded once where the machine can; b is read where it lies, without a load of its own.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, in TSelf b, TSelf c);

    /// <summary>
    /// sum = a · b + sum, as <see cref="MultiplyAdd"/>. For inner loops: the JIT sees that a register is added to where it is, while it
    /// computes what is assigned as a whole in the register of a factor no longer needed, and moves it.
    /// </summary>
    static virtual void AddProduct(ref TSelf sum, TSelf a, in TSelf b) => sum = TSelf.MultiplyAdd(a, in b, sum);

    /// <summary>sum = −a · b + sum, likewise. By name: of a product with −a the JIT makes two instructions.</summary>
    static virtual void SubtractProduct(ref TSelf sum, TSelf a, in TSelf b) => sum = TSelf.MultiplyAdd(-a, in b, sum);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>a / √x.</summary>
    static abstract TSelf DivideByRoot(TSelf a, TSelf x);

    /// <summary>Exponential; in float32 that of the nearest number in −87 .. 88, so that it is finite and not zero.</summary>
    static abstract TSelf Exp(TSelf x);

    /// <summary>Natural logarithm.</summary>
    static abstract TSelf Log(TSelf x);

    /// <summary>Sine of an angle in radians.</summary>
    static abstract TSelf Sin(TSelf x);

    /// <summary>Cosine of an angle in radians.</summary>
    static abstract TSelf Cos(TSelf x);

    /// <summary>The smaller of two values, lane by lane; not a number if either is.</summary>
    static abstract TSelf Min(TSelf x, TSelf y);

    /// <summary>The larger of two values, lane by lane; not a number if either is.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The nearest number in low .. high; not a number if x is.</summary>
    static abstract TSelf Clamp(TSelf x, TSelf low, TSelf high);

    /// <summary>In each lane <paramref name="ifTrue"/> where x &gt; y, else <paramref name="ifFalse"/>.</summary>
    static abstract TSelf WhereGreater(TSelf x, TSelf y, TSelf ifTrue, TSelf ifFalse);
}
