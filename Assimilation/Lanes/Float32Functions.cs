using System.Runtime.CompilerServices;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>
/// Elementary functions of float32 lanes to two or three units in the last place, in a third of the time of the runtime's,
/// which compute in float64. The same operations at each width, so a window's bits do not depend on the width.
/// </summary>
internal static class Float32Functions
{
    /// <summary>The bits of a float32 number below its exponent.</summary>
    public const int MantissaBits = 23;

    private const double LogOfTwo = 0.6931471805599453;

    // 1.5 · 2²³ + 127: added to a number below 2²² it rounds to whole numbers and leaves them, with the bias of exponents, in the
    // last bits.
    private const double Rounder = 12582912 + 127;

    /// <summary>eˣ = 2ⁿ 2ᶠ with n whole and |f| ≤ ½; 2ᶠ is a minimax polynomial, relative error 3 · 10⁻⁹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, IFloat32Lane<V>
    {
        x = V.Clamp(x, V.Of(-87), V.Of(88));
        var rounded = V.MultiplyAdd(x, V.Of(1 / LogOfTwo), V.Of(Rounder));
        var f = V.MultiplyAdd(x, V.Of(1 / LogOfTwo), V.Of(Rounder) - rounded);
        var p = V.MultiplyAdd(V.Of(1.55946775e-4), f, V.Of(1.340664391e-3));
        p = V.MultiplyAdd(p, f, V.Of(9.617692975e-3));
        p = V.MultiplyAdd(p, f, V.Of(5.550310551e-2));
        p = V.MultiplyAdd(p, f, V.Of(0.24022652783));
        p = V.MultiplyAdd(p, f, V.Of(0.69314721497));
        p = V.MultiplyAdd(p, f, V.Of(1));
        return p * V.PowerOfTwo(rounded);
    }

    /// <summary>a / √x from an estimate y of 1 / √x by one Newton step, a y (3/2 − ½ x y²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DivideByRoot<V>(V a, V x) where V : struct, IFloat32Lane<V>
    {
        var y = V.InverseRootEstimate(x);
        return a * y * V.MultiplyAdd(x * V.Of(-0.5) * y, y, V.Of(1.5));
    }

    /// <summary>
    /// A function one lane after the other: the runtime's vector functions choose their way by all lanes, so that a window's last
    /// bits would depend on its neighbours.
    /// </summary>
    public static V LaneByLane<V>(V x, Func<float, float> function) where V : struct, IFloat32Lane<V>
    {
        Span<float> values = stackalloc float[V.Count];
        x.Store(values);
        foreach (ref var value in values) value = function(value);
        return V.Load(values);
    }
}
