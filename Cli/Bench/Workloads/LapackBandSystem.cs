using System.Runtime.InteropServices;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>The same system by LAPACK's spbtrf and spbtrs, in float32, where OpenBLAS is installed.</summary>
internal sealed class LapackBandSystem
{
    /// <summary>What installs it on Debian.</summary>
    public const string Package = "libopenblas0-serial";

    private const string Library = "libopenblas.so.0";

    private readonly int _size;
    private readonly int _halfBandwidth;
    private readonly float[] _matrix;
    private readonly float[] _factor;
    private readonly float[] _right;
    private readonly float[] _solution;

    /// <summary>Makes the system.</summary>
    public LapackBandSystem(int size, int halfBandwidth)
    {
        (_size, _halfBandwidth) = (size, halfBandwidth);
        (_matrix, _right) = (new float[size * (halfBandwidth + 1)], new float[size]);
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k <= Math.Min(halfBandwidth, size - 1 - j); k++)
                _matrix[j * (halfBandwidth + 1) + k] = (float)BandSystem.Element(j, k, halfBandwidth);
            _right[j] = (float)BandSystem.RightHandSide(j);
        }
        (_factor, _solution) = (new float[_matrix.Length], new float[size]);
    }

    /// <summary>Whether the library is there.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>Factors and solves.</summary>
    public void Run()
    {
        _matrix.CopyTo(_factor, 0);
        _right.CopyTo(_solution, 0);
        int order = _size, below = _halfBandwidth, rows = _halfBandwidth + 1, one = 1;
        var lower = (byte)'L';
        Factor(ref lower, ref order, ref below, _factor, ref rows, out var failed);
        if (failed == 0) Solve(ref lower, ref order, ref below, ref one, _factor, ref rows, _solution, ref order, out failed);
        if (failed != 0) throw new InvalidOperationException($"LAPACK says {failed}");
    }

    [DllImport(Library, EntryPoint = "spbtrf_")]
    private static extern void Factor(ref byte part, ref int order, ref int below, float[] matrix, ref int rows, out int failed);

    [DllImport(Library, EntryPoint = "spbtrs_")]
    private static extern void Solve(
        ref byte part, ref int order, ref int below, ref int columns, float[] factor, ref int rows, float[] right, ref int length,
        out int failed);
}
