using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>Forecasts and how they fared, through the service.</summary>
public class ForecastTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const double WindowLength = ServicePriors.Steps * ServicePriors.TimeStep;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forecast_goes_on_where_the_analysis_ends()
    {
        var track = await cluster.NewTrackAsync();
        await Assert.ThrowsAsync<ForecastUnavailableException>(() => cluster.Client.ForecastAsync(track, 2, Cancel));
        await IngestAsync(track, 0, ObservationStreams.At(0.1));

        var forecast = await cluster.Client.ForecastAsync(track, until: 1.0, Cancel);
        Assert.Equal(WindowLength, forecast.Begin, 1e-9);
        Assert.Equal((1L, 9, 27), (forecast.AnalysisSequence, forecast.Steps, forecast.Mean.Count));
        Assert.True(forecast.StandardDeviation.Span.ToArray().All(deviation => deviation > 0));
        await Assert.ThrowsAsync<ForecastUnavailableException>(() => cluster.Client.ForecastAsync(track, 0.5, Cancel));
        await Assert.ThrowsAsync<ForecastUnavailableException>(() => cluster.Client.ForecastAsync(track, double.NaN, Cancel));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Without_a_physical_model_the_prior_forecasts_within_the_climate(bool carries)
    {
        var prior = cluster.Cluster.Client.GetGrain<IPriorGrain>(cluster.NewName("prior"));
        await prior.PublishAsync(TestPriors.WithoutModel.Save());
        var track = await cluster.NewTrackAsync(new TrackOptions
        {
            PriorName = prior.GetPrimaryKeyString(), Carry = carries, GrossErrorThreshold = 0,
        });
        await IngestAsync(track, 0, [.. Enumerable.Range(0, 30).Select(i => ObservationStreams.At(i * ServicePriors.TimeStep))]);

        const int Steps = 400;
        var forecast = await cluster.Client.ForecastAsync(track, WindowLength + (Steps - 1) * ServicePriors.TimeStep, Cancel);
        var latest = await cluster.Client.LatestAsync(track, Cancel);
        Assert.Equal((Steps, Steps * 3), (forecast.Steps, forecast.Mean.Count));
        Assert.Equal(latest!.End, forecast.Begin, 1e-9);
        // So far ahead nothing is left but the climate: 0.001 is how near to it counts as there.
        Vectors.AssertClose(
            [.. TestPriors.WithoutModel.ClimateDeviation], Array.ConvertAll(forecast.StandardDeviation.Span[^3..].ToArray(), x => (double)x), 0.01);
        Assert.All(forecast.Mean.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public async Task What_arrives_later_scores_what_was_forecast_each_observation_once_and_refused_ones_never()
    {
        var track = await cluster.NewTrackAsync(new TrackOptions
        {
            PriorName = ServicePriors.Name, GrossErrorThreshold = 0, QualityControl = new QualityControlOptions { SpikeThreshold = 0, StuckAfter = 2 },
        });
        var dt = ServicePriors.TimeStep;
        await IngestAsync(track, 0, ObservationStreams.At(0));
        Assert.Empty((await cluster.Client.StatusAsync(track, Cancel)).Forecasts);

        // Ahead of the newest by 2 and 4 steps; by 20 steps, beyond the window's end after the next slide; one step, stuck; 100 steps.
        await IngestAsync(track, 1, ObservationStreams.At(2 * dt), ObservationStreams.At(4 * dt));
        await IngestAsync(track, 1, ObservationStreams.At(2 * dt), ObservationStreams.At(4 * dt));
        await IngestAsync(track, 3, ObservationStreams.At(24 * dt));
        await IngestAsync(track, 4, ObservationStreams.At(44 * dt));
        await IngestAsync(track, 5, ObservationStreams.At(44 * dt) with { Time = 45 * dt });
        await IngestAsync(track, 6, ObservationStreams.At(145 * dt));

        var scores = (await cluster.Client.StatusAsync(track, Cancel)).Forecasts;
        Assert.All(scores, score => Assert.Equal("u1", score.Component));
        Assert.Equal([(0.125, 2L), (1, 2L)], scores.Select(score => (score.LeadTo / WindowLength, score.Count)));
        Assert.All(scores, score => Assert.True(score.RootMeanSquare > 0 && score.Spread > 0.5 && score.Coverage90 is >= 0 and <= 1));
    }

    private Task<IngestReceipt> IngestAsync(string track, long first, params Observation[] observations) =>
        cluster.IngestAsync(track, "w", first, observations);
}
