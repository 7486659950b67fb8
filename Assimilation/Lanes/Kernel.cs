using System.Runtime.CompilerServices;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>How inner loops are compiled.</summary>
internal static class Kernel
{
    /// <summary>
    /// At once with full optimisation and on its own. The runtime's profile-guided tier takes the loops of generic kernels for
    /// rare and keeps their sums in memory: ten times slower, measured on .NET 10.
    /// </summary>
    public const MethodImplOptions Compiled = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
