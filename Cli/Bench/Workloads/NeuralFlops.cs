using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>
/// The floating-point operations of neural assimilation, counted from its formulas: an addition, multiplication, division, root
/// and exponential is one each, whatever it takes to compute. What is done beyond the formulas counts against us.
/// </summary>
internal static class NeuralFlops
{
    /// <summary>The operations of one window.</summary>
    /// <param name="prior">A prior with a banded precision.</param>
    /// <param name="withDeviations">Whether the band of the posterior covariance is computed in the end.</param>
    public static double PerWindow(Prior prior, bool withDeviations)
    {
        var (architecture, networks) = (prior.Description.Architecture, prior.Networks);
        // One application's layers: a multiply-add for each weight, an addition for each bias.
        var layers = architecture.Layers().Sum(layer => layer.Outputs * (2.0 * layer.Inputs + 1)) / architecture.Applications;
        // silu(x) = x / (1 + e⁻ˣ), and the residual: five operations.
        var activations = 5.0 * (architecture.HiddenLayers + 1) * (architecture.MeanWidth + architecture.PrecisionWidth);
        double d = prior.Shape.Size, w = prior.Shape.HalfBandwidth;
        return networks.Levels * (layers + activations + d * (Factor(w) + Solve(w)))
            + (withDeviations ? d * SelectedInverse(w) : 0);
    }

    // A column of L from r, see PrecisionFactor: seven operations on the diagonal, five for each element below.
    private static double Factor(double w) => 7 + 5 * w;

    // A column of L Lᵀ + ε I + G, its Cholesky factor, and the sweeps down and up.
    private static double Solve(double w) => (w + 1) * (w + 2) + 2 + w * (w + 1) + w + 2 + 2 * (2 * w + 1) + 4;

    private static double SelectedInverse(double w) => 2 * w * (w + 1) + w + 2;
}
