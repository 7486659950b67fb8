using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;

namespace NeuralDA.Tests.Assimilation.Ensembles;

public class EvidenceMixtureTests
{
    [Fact]
    public void One_minimum_is_its_own_mixture()
    {
        var mixture = new EvidenceMixture([Minimum(1, 0.3, logEvidence: double.NaN)]);
        Assert.Equal([1.0, 1.0], mixture.Mean);
        Assert.All(mixture.StandardDeviation, value => Assert.Equal(0.3, value, 1e-12));
        Assert.Equal([1.0], mixture.Weights);
    }

    [Fact]
    public void Equal_minima_count_once()
    {
        var mixture = new EvidenceMixture(
            [Minimum(-1, 0.1, logEvidence: 0), Minimum(1, 0.1, logEvidence: 0), Minimum(1.001, 0.1, logEvidence: 0)]);
        Assert.Equal([0.5, 0.5], mixture.Weights);
        Assert.Equal(0, mixture.Mean[0], 1e-3);
    }

    [Fact]
    public void Minima_weigh_by_their_evidence()
    {
        var mixture = new EvidenceMixture([Minimum(0, 0.1, logEvidence: Math.Log(3)), Minimum(2, 0.1, logEvidence: 0)]);
        // Weights ¾ and ¼: mean ½, variance 0.01 + ¾ · ½² + ¼ · 1½² = 0.76.
        Assert.Equal(0.5, mixture.Mean[0], 1e-12);
        Assert.Equal(Math.Sqrt(0.76), mixture.StandardDeviation[0], 1e-12);
        Assert.Equal(0.76, mixture.Moments([.. mixture.Minima.Select(minimum => minimum.StateAt(1))]).Covariance[0, 0], 1e-12);
    }

    private static RefinedWindow Minimum(double mean, double deviation, double logEvidence) => new(
        [mean, mean], [deviation, deviation], Cost: 0, logEvidence, Solves: 1, SolvesToThreshold: null,
        [deviation * deviation, deviation * deviation], []);
}
