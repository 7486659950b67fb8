using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using Orleans.Serialization;

namespace NeuralDA.Tests.Grains.Windows;

public class TrackWarmUpTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_track_without_and_one_with_a_model_go_through_several_windows()
    {
        var services = cluster.Cluster.Silos[0].ServiceProvider;
        var warmUp = new TrackWarmUp(services.GetRequiredService<TrackAnalyst>(), services.GetRequiredService<Serializer>());
        var latest = await warmUp.RunAsync(TestContext.Current.CancellationToken);
        Assert.All(latest, analysis => Assert.Equal(AnalysisStatus.Succeeded, analysis!.Status));
        Assert.All(latest, analysis => Assert.InRange(analysis!.Window, 4, 40));
    }
}
