using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Ensembles;

/// <summary>
/// Members of a Gaussian ensemble, in pairs on either side of the mean, so that their mean is that of the Gaussian. Drawn from the
/// same numbers each time, so that an analysis is a function of its window.
/// </summary>
internal sealed class GaussianMembers
{
    private readonly double[][] _departures;

    /// <summary>Draws the numbers.</summary>
    /// <param name="components">φ.</param>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="random">Where randomness comes from.</param>
    public GaussianMembers(int components, int pairs, RandomSource random)
    {
        _departures = Array.ConvertAll(new int[components], _ => new double[pairs]);
        for (var k = 0; k < pairs; k++)
            for (var i = 0; i < components; i++) _departures[i][k] = random.NextGaussian();
    }

    /// <summary>The members of a Gaussian, [φ, 2 · pairs].</summary>
    /// <param name="state">The Gaussian; its covariance is positive definite.</param>
    public double[][] Of(StateEstimate state)
    {
        var (root, pairs) = (state.Covariance.Cholesky().Factor, _departures[0].Length);
        var members = Array.ConvertAll(_departures, _ => new double[2 * pairs]);
        for (var i = 0; i < members.Length; i++)
        {
            var (center, row) = (state.Mean[i], root.Row(i));
            for (var k = 0; k < pairs; k++)
            {
                var departure = 0.0;
                for (var j = 0; j <= i; j++) departure += row[j] * _departures[j][k];
                (members[i][2 * k], members[i][2 * k + 1]) = (center + departure, center - departure);
            }
        }
        return members;
    }
}
