using NeuralDA.Assimilation.Incremental;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Compares observations with what was forecast for them before they arrived: within the newest window's last steps its
/// analysis, beyond these the forecast from it.
/// </summary>
/// <param name="grid">Where the windows lie.</param>
/// <param name="latest">The newest analysis before the batch.</param>
internal sealed class ForecastVerification(WindowGrid grid, Analysis latest)
{
    /// <summary>The observations of a batch that can be scored: newer than all before, used, and not too far ahead.</summary>
    public List<HeldObservation> Select(IngestedBatch batch)
    {
        if (batch.Ingestion.PreviousNewest is not { } newest || latest.Status != AnalysisStatus.Succeeded) return [];
        var longest = ForecastLedger.Leads[^1] * grid.Steps;
        return [.. batch.Fresh.Where(held => !held.IsRefused && held.Step > newest && held.Step - newest <= longest)];
    }

    /// <summary>How many steps beyond the window the forecast must reach; 0 if the analysis reaches far enough.</summary>
    public int StepsBeyond(IReadOnlyCollection<HeldObservation> observations) =>
        Math.Max(0, (int)Math.Ceiling(observations.Select(Offset).DefaultIfEmpty().Max()) - (grid.Steps - 1));

    /// <summary>Enters the observations.</summary>
    /// <param name="state">The track.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="observations">Those selected.</param>
    /// <param name="beyond">The forecast beyond the window.</param>
    public void Enter(
        WindowState state, IngestedBatch batch, IReadOnlyCollection<HeldObservation> observations, ForecastEstimate beyond)
    {
        foreach (var held in observations)
        {
            var (mean, variance) = At(Offset(held), held.Component, beyond);
            var error = held.Raw.ErrorStandardDeviation;
            state.ForecastsOf(held.Component).Add(
                (held.Step - batch.Ingestion.PreviousNewest!.Value) / grid.Steps, held.Raw.Value - mean, variance + error * error);
        }
    }

    private double Offset(HeldObservation held) => held.Step - grid.BeginOf(latest.Window);

    // Between two steps the mean is interpolated, as an observation there is.
    private (double Mean, double Variance) At(double offset, int component, ForecastEstimate beyond)
    {
        var first = (int)offset;
        var fraction = offset - first;
        var (mean, variance) = StateAt(first, component, beyond);
        if (fraction == 0) return (mean, variance);
        var (nextMean, nextVariance) = StateAt(first + 1, component, beyond);
        return ((1 - fraction) * mean + fraction * nextMean, (1 - fraction) * variance + fraction * nextVariance);
    }

    private (double Mean, double Variance) StateAt(int step, int component, ForecastEstimate beyond)
    {
        var index = step * latest.Components.Length + component;
        var inWindow = grid.Steps * latest.Components.Length;
        var (mean, deviation) = index < inWindow
            ? ((latest.RefinedMean ?? latest.Mean)[index],
                (latest.RefinedStandardDeviation ?? latest.StandardDeviation)[index])
            : (beyond.Mean[index - inWindow], beyond.StandardDeviation[index - inWindow]);
        return (mean, deviation * deviation);
    }
}
