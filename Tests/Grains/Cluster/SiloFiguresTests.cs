using NeuralDA.Grains.Interfaces.Cluster;
using NeuralDA.Grains.Observability;
using NeuralDA.Tests.Grains.Training;

namespace NeuralDA.Tests.Grains.Cluster;

public sealed class SiloFiguresTests
{
    [Fact]
    public async Task Every_silo_answers_for_itself()
    {
        await using var training = await TrainingCluster.StartAsync(silos: 2);
        foreach (var silo in training.Cluster.Silos)
        {
            var address = silo.SiloAddress.ToParsableString();
            var figures = await training.Cluster.Client.GetGrain<ISiloFiguresGrain>(address).GetAsync();
            Assert.Equal(0, figures.AnalysesPerSecond);
            var where = await training.Cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(
                null, [silo.SiloAddress], TestContext.Current.CancellationToken);
            Assert.Single(where, each => each.GrainId.Type.ToString() == "silofigures");
        }
    }

    [Fact]
    public void Quantiles_of_durations_are_good_to_a_tenth()
    {
        var durations = new DurationCounts();
        Assert.Equal(double.NaN, durations.Quantile(0.5));
        for (var i = 1; i <= 1000; i++) durations.Add(i / 1000.0);
        Assert.InRange(durations.Quantile(0.5), 0.5 / 1.1, 0.5 * 1.1);
        Assert.InRange(durations.Quantile(0.99), 0.99 / 1.1, 0.99 * 1.1);
        durations.Clear();
        durations.Add(1e9);
        durations.Add(0);
        Assert.True(durations.Quantile(0.5) < durations.Quantile(1));
    }
}
