using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Reference;

/// <summary>Symmetric positive definite systems solved by Torch with dense matrices, in one batch: what band solves are measured beside.</summary>
public sealed class DenseTorchSystems : IDisposable
{
    private readonly Tensor _matrices;
    private readonly Tensor _right;

    static DenseTorchSystems() => set_num_threads(1);

    /// <summary>Makes the same system so many times.</summary>
    /// <param name="systems">How many.</param>
    /// <param name="matrix">The matrix, [d, d], row by row.</param>
    /// <param name="right">The right-hand side, [d].</param>
    public DenseTorchSystems(int systems, float[] matrix, float[] right)
    {
        ArgumentNullException.ThrowIfNull(right);
        using var scope = NewDisposeScope();
        _matrices = tensor(matrix).view(1, right.Length, right.Length).repeat(systems, 1, 1).MoveToOuterDisposeScope();
        _right = tensor(right).view(1, right.Length, 1).repeat(systems, 1, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Factors and solves.</summary>
    public void Run()
    {
        using var scope = NewDisposeScope();
        _right.cholesky_solve(linalg.cholesky(_matrices));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _matrices.Dispose();
        _right.Dispose();
    }
}
