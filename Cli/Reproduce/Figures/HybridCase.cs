using System.Globalization;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>A window in which 4D-Var starts from the first guess and from the neural estimate.</summary>
/// <param name="Window">The window with four estimates: both starts and where 4D-Var ended from them.</param>
/// <param name="FromFirstGuess">The descent from the first guess.</param>
/// <param name="FromNeural">The descent from the neural estimate: the hybrid.</param>
internal sealed record HybridCase(FigureWindow Window, Descent FromFirstGuess, Descent FromNeural)
{
    /// <summary>
    /// The first of the test windows in which 4D-Var from the first guess ends in a wrong minimum, by the rule of
    /// <see cref="MethodComparison.LostError"/>. How it goes from the neural estimate has no part in the choice, and how
    /// often each start fails among all the windows is said beside the picture.
    /// </summary>
    /// <param name="prior">A prior with a physical model.</param>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="seed">The seed of the test windows.</param>
    /// <param name="count">How many test windows are searched and counted.</param>
    /// <returns>The window, or null where 4D-Var finds the right minimum in all.</returns>
    public static HybridCase? Find(Prior prior, TwinExperiment experiment, string process, ulong seed, int count)
    {
        var (firstGuess, neural) = (new FirstGuessMethod(), new NeuralMethod(prior));
        var comparison = new MethodComparison(prior, [firstGuess, neural]);
        ComparedWindow[] windows =
            [.. WindowSampler.TestWindows(experiment, process, count, seed).Select(comparison.Prepare)];
        var fromFirstGuess = Errors(prior, windows, new FourDVarMethod(prior, firstGuess, "4D-Var"));
        var fromNeural = Errors(prior, windows, new FourDVarMethod(prior, neural, "hybrid"));
        var chosen = Array.FindIndex(fromFirstGuess, IsLost);
        if (chosen < 0) return null;

        var window = windows[chosen];
        var start = neural.Estimate([window])[0];
        var (classical, hybrid) = (
            Descent.From(prior, window.FirstGuess, window.Observations),
            Descent.From(prior, start.Mean, window.Observations));
        var choice = $"Test window {chosen + 1}: the first that 4D-Var from the first guess misses "
            + string.Create(CultureInfo.InvariantCulture, $"(RMSE > {MethodComparison.LostError}). ")
            + $"Of {count} it misses {fromFirstGuess.Count(IsLost)}; from the neural estimate, {fromNeural.Count(IsLost)}";
        var shown = FigureWindow.Of(prior, window, $"{experiment.Name}, {process}", choice,
        [
            ("first guess", new MethodEstimate(window.FirstGuess)),
            ("neural", start),
            ("4D-Var", new MethodEstimate(classical.Mean)),
            ("hybrid", new MethodEstimate(hybrid.Mean)),
        ]);
        return new HybridCase(shown, classical, hybrid);
    }

    private static bool IsLost(double rmse) => rmse > MethodComparison.LostError;

    private static double[] Errors(Prior prior, ComparedWindow[] windows, FourDVarMethod method) =>
        [.. method.Estimate(windows).Zip(windows, (estimate, window) => FigureWindow.RmseOf(prior, window, estimate.Mean))];
}
