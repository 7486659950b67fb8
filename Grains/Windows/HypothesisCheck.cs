using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Judges the new observations of a window one after the other: each is compared with its prediction from those before it, under
/// every hypothesis, and may be good or a gross error. The likeliest hypotheses live on to the next window, so that later
/// observations decide what this one cannot (ADR 0015).
/// </summary>
/// <param name="threshold">Gross errors are taken to be of about twice so many standard deviations.</param>
/// <param name="grossErrorShare">The probability that an observation is one.</param>
/// <param name="climate">The climatological standard deviation of each component, physical units.</param>
/// <param name="assimilate">Assimilates the observations that a hypothesis takes for good.</param>
/// <param name="predict">The departure of an observation from an estimate without it.</param>
/// <remarks>
/// Ingleby and Lorenc, Q. J. R. Meteorol. Soc. 119, 1993, for the two densities; Reid, IEEE Trans. Automat. Control 24, 1979, for
/// hypotheses that are kept.
/// </remarks>
internal sealed class HypothesisCheck(
    double threshold, double grossErrorShare, IReadOnlyList<double> climate,
    Func<IReadOnlyList<PointObservation>, Account, Task<WindowEstimate>> assimilate,
    Func<WindowEstimate, PointObservation, ObservationDeparture> predict)
{
    /// <summary>Where more observations are new, they check each other well enough.</summary>
    public const int MostNew = 4;

    // More hypotheses, or less probable ones, were no better on validation tracks; fewer lose the right one.
    private const int MostHypotheses = 3;
    private const double LeastWeight = 1e-3;

    // Forecasts err more often by much than Gaussians do: so many have so many times the variance. Chosen on validation tracks.
    private const double ShareOfPoorForecasts = 0.03, PoorForecastVariance = 10;

    // And so many say no more than climatology: those of a track that is sure of the wrong lobe. Chosen there too.
    private const double ShareOfLostForecasts = 0.002;

    // So many gross errors may be anything that the system can be. Chosen there too.
    private const double ShareOfWildErrors = 0.1;

    /// <summary>Judges and assimilates a window.</summary>
    /// <param name="points">The observations [m], in their natural order.</param>
    /// <param name="isNew">Which of them no window before has judged [m].</param>
    /// <param name="accounts">What the window before hands on, with its verdicts on the others; at least one.</param>
    public async Task<CheckedEstimate> RunAsync(PointObservation[] points, bool[] isNew, IReadOnlyList<Account> accounts)
    {
        for (var i = 0; i < points.Length; i++)
        {
            if (!isNew[i]) continue;
            accounts = await EstimateAsync(points, i, accounts);
            accounts = Likeliest(accounts.SelectMany(account => Branch(account, i, points[i])));
        }
        accounts = await EstimateAsync(points, points.Length, accounts);
        var likeliest = accounts[0];
        return new CheckedEstimate(
            EstimateMixture.Of([.. accounts.Select(account => account.Estimate!)], [.. accounts.Select(account => account.Weight)]),
            [.. points.Select((point, i) =>
                likeliest.IsGross[i] ? new Judgement(0, predict(likeliest.Estimate!, point)) : new Judgement(1))],
            IsReopened: false, accounts);
    }

    // An account that has just called an observation a gross error has its estimate already: the prediction.
    private async Task<IReadOnlyList<Account>> EstimateAsync(PointObservation[] points, int end, IReadOnlyList<Account> accounts) =>
        await Task.WhenAll(accounts.Select(async account => account.Estimate is not null ? account : account with
        {
            Estimate = await assimilate([.. points.Take(end).Where((_, i) => !account.IsGross[i])], account),
        }));

    private Account[] Branch(Account account, int i, PointObservation point)
    {
        var (prediction, climatic) = (predict(account.Estimate!, point), climate[point.Component] * climate[point.Component]);
        var (departure, error) = (prediction.LeaveOneOut, prediction.ErrorVariance);
        var spread = prediction.LeaveOneOutVariance - error;
        var good = Math.Log(1 - grossErrorShare) + LogDensity(departure, spread, climatic, error);
        var gross = Math.Log(grossErrorShare) + LogSum(
            Math.Log(1 - ShareOfWildErrors) + LogDensity(departure, spread, climatic, 4 * threshold * threshold * error),
            Math.Log(ShareOfWildErrors) + LogDensity(departure, spread, climatic, climatic + error));
        var isGross = (bool[])account.IsGross.Clone();
        isGross[i] = true;
        return
        [
            account with { LogWeight = account.LogWeight + good, Estimate = null },
            account with { LogWeight = account.LogWeight + gross, IsGross = isGross },
        ];
    }

    private static double LogDensity(double departure, double spread, double climatic, double error) => LogSum(
        Math.Log(1 - ShareOfPoorForecasts - ShareOfLostForecasts) + LogGaussian(departure, spread + error),
        Math.Log(ShareOfPoorForecasts) + LogGaussian(departure, PoorForecastVariance * spread + error),
        Math.Log(ShareOfLostForecasts) + LogGaussian(departure, climatic + error));

    private static double LogSum(params ReadOnlySpan<double> logarithms)
    {
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var each in logarithms) largest = Math.Max(largest, each);
        foreach (var each in logarithms) sum += Math.Exp(each - largest);
        return largest + Math.Log(sum);
    }

    private static double LogGaussian(double departure, double variance) =>
        -(departure * departure / variance + Math.Log(variance)) / 2;

    private static Account[] Likeliest(IEnumerable<Account> accounts)
    {
        var ordered = accounts.OrderByDescending(account => account.LogWeight).ToArray();
        var relative = ordered.Select(account => account with { LogWeight = account.LogWeight - ordered[0].LogWeight });
        Account[] kept = [.. relative.TakeWhile(account => account.Weight >= LeastWeight).Take(MostHypotheses)];
        var total = Math.Log(kept.Sum(account => account.Weight));
        return Array.ConvertAll(kept, account => account with { LogWeight = account.LogWeight - total });
    }
}

/// <summary>A hypothesis as it fares in a window.</summary>
/// <param name="LogWeight">The logarithm of its probability.</param>
/// <param name="IsGross">Which of the window's observations it takes for gross errors [m].</param>
/// <param name="Information">What the window before told under it.</param>
/// <param name="Estimate">The estimate under it, or null before it is made.</param>
internal sealed record Account(double LogWeight, bool[] IsGross, CarriedInformation? Information, WindowEstimate? Estimate = null)
{
    public double Weight => Math.Exp(LogWeight);

    /// <summary>Whether what it says counts for little.</summary>
    public bool IsMinor => Weight < 0.1;
}
