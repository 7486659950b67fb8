using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The background of windows of any length: the stationary Gaussian Markov process x_{t+1} = A x_t + e, e ~ N(0, Q), with A and Q those
/// of neighbouring states in a climatology. Its precision is banded, so the first guess of a long window
/// is a band solve; on short windows it is a <see cref="ClimatologicalPrior"/> like any other. Normalised units, mean zero.
/// </summary>
public sealed class MarkovBackground
{
    private readonly Matrix<double> _state;
    private readonly Matrix<double> _transition;
    private readonly Matrix<double> _noise;

    private MarkovBackground(Matrix<double> state, Matrix<double> transition, Matrix<double> noise) =>
        (_state, _transition, _noise) = (state, transition, noise);

    /// <summary>The process that goes from state to state as a stationary climatology does, on the average of its steps.</summary>
    /// <param name="climatology">The climatology of windows of at least two steps.</param>
    /// <param name="components">φ.</param>
    /// <exception cref="ArgumentException">States follow each other without noise, or grow without bound.</exception>
    public static MarkovBackground Of(ClimatologicalPrior climatology, int components)
    {
        ArgumentNullException.ThrowIfNull(climatology);
        var (n, pairs) = (components, climatology.Covariance.RowCount / components - 1);
        var pair = Matrix<double>.Build.Dense(2 * n, 2 * n);
        for (var t = 0; t < pairs; t++) pair += climatology.Covariance.SubMatrix(t * n, 2 * n, t * n, 2 * n) / pairs;
        var (now, next, both) = (pair.SubMatrix(0, n, 0, n), pair.SubMatrix(n, n, n, n), pair.SubMatrix(n, n, 0, n));
        var transition = both * now.Inverse();
        var noise = Symmetric(next - transition * both.Transpose());
        return new MarkovBackground(Stationary(transition, noise), transition, noise);
    }

    /// <summary>The background of windows of so many steps, with its dense covariance.</summary>
    /// <param name="steps">T; memory grows with its square.</param>
    public ClimatologicalPrior Over(int steps)
    {
        var n = _state.RowCount;
        var covariance = Matrix<double>.Build.Dense(steps * n, steps * n);
        // Cov(x_s, x_t) = A^{s − t} C for s ≥ t.
        var lagged = _state;
        for (var lag = 0; lag < steps; lag++, lagged = _transition * lagged)
        {
            for (var t = 0; t + lag < steps; t++)
            {
                covariance.SetSubMatrix((t + lag) * n, t * n, lagged);
                covariance.SetSubMatrix(t * n, (t + lag) * n, lagged.Transpose());
            }
        }
        return new ClimatologicalPrior(new double[steps * n], covariance);
    }

    /// <summary>The same background by its precision: block tridiagonal, in O(d).</summary>
    /// <typeparam name="V">The lane type.</typeparam>
    /// <param name="shape">The shape of the windows.</param>
    public GaussianPrior<V> Prior<V>(WindowShape shape) where V : struct, ILane<V>
    {
        // ½ x₀ᵀ C⁻¹ x₀ + ½ Σ (x_{t+1} − A x_t)ᵀ Q⁻¹ (x_{t+1} − A x_t).
        var noise = _noise.Inverse();
        var coupling = noise * _transition;
        var (first, after) = (_state.Inverse(), _transition.TransposeThisAndMultiply(coupling));
        var prior = new GaussianPrior<V>(shape);
        for (var t = 0; t < shape.Steps; t++)
        {
            Add(prior.Precision, t, t, t == 0 ? first : noise);
            if (t + 1 == shape.Steps) break;
            Add(prior.Precision, t, t, after);
            Add(prior.Precision, t + 1, t, -coupling);
        }
        return prior;
    }

    // C = A C Aᵀ + Q = Σ Aᵏ Q Aᵏᵀ, the number of terms doubled until it no longer matters.
    private static Matrix<double> Stationary(Matrix<double> transition, Matrix<double> noise)
    {
        const int MostDoublings = 40;
        if (!noise.Evd(Symmetricity.Symmetric).EigenValues.All(value => value.Real > 0))
            throw new ArgumentException("states of the climatology follow each other without noise; a Markov process has some");
        var (sum, power) = (noise, transition);
        for (var i = 0; i < MostDoublings; i++)
        {
            var more = power * sum * power.Transpose();
            sum = Symmetric(sum + more);
            if (!(more.FrobeniusNorm() > 1e-15 * sum.FrobeniusNorm())) return sum;
            power *= power;
        }
        throw new ArgumentException("states of the climatology grow without bound from step to step");
    }

    private static Matrix<double> Symmetric(Matrix<double> matrix) => (matrix + matrix.Transpose()) / 2;

    // Adds a block to the lower triangle.
    private static void Add<V>(BandMatrix<V> precision, int row, int column, Matrix<double> block) where V : struct, ILane<V>
    {
        var n = block.RowCount;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < (row == column ? i + 1 : n); j++)
                precision[row * n + i, column * n + j] += V.Of(block[i, j]);
    }
}
