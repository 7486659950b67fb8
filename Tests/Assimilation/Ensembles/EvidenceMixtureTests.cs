using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;

namespace NeuralDA.Tests.Assimilation.Ensembles;

public class EvidenceMixtureTests
{
    [Fact]
    public void One_minimum_is_its_own_mixture()
    {
        var (mean, deviation, modes) = EvidenceMixture.Combine([Minimum(1, 0.3, logEvidence: -5)]);
        Assert.Equal([1.0, 1.0], mean);
        Assert.All(deviation, value => Assert.Equal(0.3, value, 1e-12));
        Assert.Equal(1, modes);
    }

    [Fact]
    public void Equal_minima_count_once()
    {
        var (mean, _, modes) = EvidenceMixture.Combine(
            [Minimum(-1, 0.1, logEvidence: 0), Minimum(1, 0.1, logEvidence: 0), Minimum(1.001, 0.1, logEvidence: 0)]);
        Assert.Equal(2, modes);
        Assert.Equal(0, mean[0], 1e-3);
    }

    [Fact]
    public void Minima_weigh_by_their_evidence()
    {
        var (mean, deviation, _) = EvidenceMixture.Combine(
            [Minimum(0, 0.1, logEvidence: Math.Log(3)), Minimum(2, 0.1, logEvidence: 0)]);
        // Weights ¾ and ¼: mean ½, variance 0.01 + ¾ · ½² + ¼ · 1½² = 0.76.
        Assert.Equal(0.5, mean[0], 1e-12);
        Assert.Equal(Math.Sqrt(0.76), deviation[0], 1e-12);
    }

    private static RefinedWindow Minimum(double mean, double deviation, double logEvidence) =>
        new([mean, mean], [deviation, deviation], Cost: 0, logEvidence, Solves: 1, SolvesToThreshold: null,
            Matrix<double>.Build.Dense(1, 1));
}
