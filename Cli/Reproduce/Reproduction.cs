using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Cli.Reproduce;

/// <summary>Compares all methods on the observation processes of one setting.</summary>
/// <param name="experiment">The setting.</param>
/// <param name="priors">Priors of our default mode, one for each training seed; at least one.</param>
/// <param name="paper">Priors of the paper's own modes.</param>
/// <param name="bound">The Bayes bound, or null.</param>
internal sealed class Reproduction(
    TwinExperiment experiment, IReadOnlyList<Prior> priors, IReadOnlyList<PaperPrior> paper, BayesBound? bound)
{
    /// <summary>The seed of all test windows.</summary>
    public const ulong TestSeed = 20240707;

    private const string Neural = "neural";
    private const int MixtureStarts = 16;
    private const int BoundWindows = 500;
    private const int TimedWindows = 256;
    private const int FittedWindows = 2000;
    private const ulong ValidationSeed = 4711;

    /// <summary>Runs one observation process.</summary>
    /// <param name="process">Its short name.</param>
    /// <param name="count">Test windows.</param>
    /// <param name="progress">Told the windows done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public ProcessResult Run(string process, int count, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        SimulatedWindow[] windows = [.. WindowSampler.TestWindows(experiment, process, count, TestSeed)];
        var methods = Methods(process, Math.Min(FittedWindows, count));
        var comparison = new MethodComparison(priors[0], methods);
        var scores = comparison.Run(windows, progress, cancellationToken);
        var batch = Array.ConvertAll(windows[..Math.Min(TimedWindows, count)], comparison.Prepare);
        var batched = MethodTimer.Measure(methods, batch);
        var single = MethodTimer.Measure(methods, batch[..1]);
        var rows = scores.Select((score, i) => Row(score, batched[i], single[i])).ToList();
        return new ProcessResult(
            experiment.Name, process, count, priors.Count, OverSeeds(rows),
            BoundOn(comparison, windows[..Math.Min(BoundWindows, count)]), ((MeanMethod)methods[^1]).Weights[0]);
    }

    // The neural method of each seed is a row of its own here; OverSeeds makes one of them.
    private List<IAssimilationMethod> Methods(string process, int fittedWindows)
    {
        var first = priors[0];
        var firstGuess = new FirstGuessMethod();
        var neural = priors.Select((prior, seed) => new SharedMethod(new NeuralMethod(prior, SeedName(seed)))).ToArray();
        var mixture = new SharedMethod(new EvidenceMixtureMethod(first, [neural[0], firstGuess], MixtureStarts, "mixture"));
        var network = neural.Length == 1 ? neural[0] : new SharedMethod(new MeanMethod(neural, "ensemble"));
        var validation = WindowSampler.ValidationWindows(experiment, process, fittedWindows, ValidationSeed);
        return
        [
            new ClimatologyMethod(first.Climatology),
            firstGuess,
            new FourDVarMethod(first, firstGuess, "4D-Var"),
            new EvidenceMixtureMethod(first, [firstGuess], MixtureStarts, "4D-Var, 16 starts"),
            .. paper.SelectMany(prior => prior.Methods()),
            .. neural,
            .. neural.Length == 1 ? [] : new[] { network },
            new FourDVarMethod(first, neural[0], "hybrid"),
            mixture,
            MeanMethod.Fitted(network, mixture, new MethodComparison(first, []), validation, "neural + mixture"),
        ];
    }

    private BoundResult? BoundOn(MethodComparison comparison, SimulatedWindow[] windows)
    {
        if (bound is null) return null;
        var (scores, smallest, median) = bound.Score(windows);
        var methods = comparison.Run(windows)
            .GroupBy(method => IsOfSeed(method.Method) ? Neural : method.Method)
            .ToDictionary(named => named.Key, named => named.Average(method => method.Scores.Rmse));
        return new BoundResult(scores, smallest, median, methods);
    }

    private static MethodRow Row(MethodScores score, double batchMicroseconds, double singleMicroseconds) => new()
    {
        Method = score.Method,
        Scores = score.Scores,
        SeedRmse = [score.Scores.Rmse],
        Solves = score.MeanSolves,
        SolvesToThreshold = score.MeanSolvesToThreshold,
        LostShare = score.LostShare,
        BatchMicroseconds = batchMicroseconds,
        SingleMicroseconds = singleMicroseconds,
    };

    private List<MethodRow> OverSeeds(List<MethodRow> rows)
    {
        var seeds = rows.Where(row => IsOfSeed(row.Method)).ToList();
        var (first, at) = (seeds[0], rows.IndexOf(seeds[0]));
        double Mean(Func<VerificationScores, double> score) => seeds.Average(row => score(row.Scores));
        var merged = first with
        {
            Method = Neural,
            SeedRmse = [.. seeds.Select(row => row.Scores.Rmse)],
            LostShare = seeds.Average(row => row.LostShare),
            Scores = first.Scores with
            {
                Rmse = Mean(scores => scores.Rmse),
                HalfMse = Mean(scores => scores.HalfMse),
                MeanWindowRmse = Mean(scores => scores.MeanWindowRmse),
                MedianWindowRmse = Mean(scores => scores.MedianWindowRmse),
                Bias = Mean(scores => scores.Bias),
                Crps = Mean(scores => scores.Crps!.Value),
                SpreadSkill = Mean(scores => scores.SpreadSkill!.Value),
                Coverage90 = Mean(scores => scores.Coverage90!.Value),
            },
        };
        List<MethodRow> result = [.. rows.Where(row => !IsOfSeed(row.Method))];
        result.Insert(at, merged);
        return result;
    }

    private static string SeedName(int seed) => $"{Neural} {seed + 1}";

    private bool IsOfSeed(string method) => Enumerable.Range(0, priors.Count).Any(seed => SeedName(seed) == method);
}
