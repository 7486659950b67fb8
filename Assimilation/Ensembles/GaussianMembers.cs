using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Ensembles;

/// <summary>Members of a Gaussian ensemble, in pairs on either side of the mean, so that their mean is that of the Gaussian.</summary>
internal static class GaussianMembers
{
    /// <summary>Draws members.</summary>
    /// <param name="state">The Gaussian; its covariance is positive definite.</param>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="random">Where randomness comes from.</param>
    public static IEnumerable<Vector<double>> Draw(StateEstimate state, int pairs, RandomSource random)
    {
        var root = state.Covariance.Cholesky().Factor;
        for (var k = 0; k < pairs; k++)
        {
            var departure = root * Vector<double>.Build.Dense(state.Mean.Count, _ => random.NextGaussian());
            yield return state.Mean + departure;
            yield return state.Mean - departure;
        }
    }
}
