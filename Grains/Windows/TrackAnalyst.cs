using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using Orleans.Serialization;

namespace NeuralDA.Grains.Windows;

/// <summary>Computes what a batch makes of a track. Keeps nothing: a failure anywhere leaves the track as it was.</summary>
internal sealed class TrackAnalyst(
    InferenceBatcher batcher, PriorCache priors, AnalysisArchive archive, DeepCopier<WindowState> copier, TimeProvider clock)
{
    /// <summary>Analyses the windows that a batch touches, on a copy of the track's state.</summary>
    /// <param name="id">The track's name.</param>
    /// <param name="state">Its state.</param>
    /// <param name="latest">Its newest analysis, or null.</param>
    /// <param name="prior">The prior.</param>
    /// <param name="batch">The batch.</param>
    public async Task<TrackUpdate> IngestAsync(string id, WindowState state, Analysis? latest, CachedPrior prior, ObservationBatch batch)
    {
        var (track, next, receivedAt) = (state.Track!, copier.Copy(state), clock.GetUtcNow());
        var ingested = await new WindowAnalyst(batcher, priors, prior, track).IngestAsync(next, batch);
        Analysis[] analyses = [.. ingested.Analyses.Select(each =>
            archive.Record(id, track, each.Analysed, each.Number, prior, receivedAt))];
        if (latest is not null) await VerifyForecastAsync(state, latest, prior, next, ingested);
        return new TrackUpdate(next, ingested, analyses);
    }

    /// <summary>The forecast from a track's newest analysis, by the prior that this was made with.</summary>
    public async Task<TrackForecast> ForecastAsync(WindowState state, Analysis latest) =>
        Forecast(state, latest, await priors.GetAsync(latest.PriorName, latest.PriorVersion));

    /// <summary>Compares what was forecast before the batch with what it brought.</summary>
    private async Task VerifyForecastAsync(
        WindowState state, Analysis latest, CachedPrior prior, WindowState next, IngestedBatch batch)
    {
        var verification = new ForecastVerification(state.Track!.Grid, latest);
        var observations = verification.Select(batch);
        if (observations.Count == 0) return;
        var forecast = latest.PriorVersion == prior.Version ? Forecast(state, latest, prior) : await ForecastAsync(state, latest);
        verification.Enter(next, batch, observations, await forecast.RunAsync(verification.StepsBeyond(observations)));
    }

    private TrackForecast Forecast(WindowState state, Analysis latest, CachedPrior prior) =>
        new(batcher, prior, latest, state.Windows[latest.Window].Carried.Information);
}

/// <summary>What a batch makes of a track.</summary>
/// <param name="Next">The state after it.</param>
/// <param name="Batch">The batch, taken in.</param>
/// <param name="Analyses">The analyses to publish.</param>
internal sealed record TrackUpdate(WindowState Next, IngestedBatch Batch, Analysis[] Analyses);
