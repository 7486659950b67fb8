using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Reproduce.Figures;

namespace NeuralDA.Cli.Reproduce;

/// <summary>Draws the figures of a reproduction: the paper's, and those that say how far its numbers can be trusted.</summary>
/// <param name="folder">Where the pictures go.</param>
/// <param name="prior">The prior of the first training seed.</param>
/// <param name="paper">Priors of the paper's own modes.</param>
/// <param name="experiment">The setting.</param>
internal sealed class ReproductionFigures(
    string folder, Prior prior, IReadOnlyList<PaperPrior> paper, TwinExperiment experiment)
{
    private const int SearchedWindows = 256;
    private const int ReliabilityWindows = 1000;
    private const double DivergedRmse = 2;

    /// <summary>Draws the figures of one observation process.</summary>
    /// <param name="result">Its results.</param>
    /// <returns>The file names, in the folder.</returns>
    public IReadOnlyList<string> Draw(ProcessResult result)
    {
        Directory.CreateDirectory(folder);
        var drawn = new List<string>();
        Picture(drawn, result, "trajectory", path => DrawTrajectory(path, result.Process));
        if (HybridCase.Find(prior, experiment, result.Process, Reproduction.TestSeed, SearchedWindows) is { } found)
            Picture(drawn, result, "hybrid", path => HybridFigure.Save(path, found));
        Picture(drawn, result, "error-against-time", path => DrawTimes(path, result));
        Picture(drawn, result, "reliability", path => DrawReliability(path, result));
        return drawn;
    }

    private void Picture(List<string> drawn, ProcessResult result, string name, Action<string> save)
    {
        var file = $"{result.Setting}-{result.Process}-{name}.png";
        save(Path.Combine(folder, file));
        drawn.Add(file);
    }

    private void DrawTrajectory(string path, string process)
    {
        var (firstGuess, neural) = (new FirstGuessMethod(), new NeuralMethod(prior));
        List<IAssimilationMethod> methods =
        [
            firstGuess,
            .. paper.Where(trained => trained.Mode == TrainingMode.ColdDiffusion).Select(trained => trained.Method()),
            new FourDVarMethod(prior, firstGuess, "4D-Var"),
            neural,
        ];
        var window = FigureWindow.First(prior, experiment, process, Reproduction.TestSeed, methods);
        if (experiment.Shape.Components == 2) PendulumFigure.Save(path, window);
        else Lorenz63Figure.Save(path, window);
    }

    private static void DrawTimes(string path, ProcessResult result)
    {
        // What costs nothing to compute is a line to compare with, not a point; what diverges would hide all others.
        var costs = result.Methods.Where(row => row.Scores.Rmse < DivergedRmse).Select(row =>
            new MethodCost(row.Method, row.Solves > 0 ? row.BatchMicroseconds : null, row.Scores.Rmse)).ToList();
        if (result.Bound is { } bound) costs.Add(new MethodCost("bound", null, bound.Scores.Rmse));
        ErrorAgainstTimeFigure.Save(
            path, $"{result.Setting}, {result.Process}", $"{result.Windows} test windows; processor time of one thread, batches of 256", costs);
    }

    private void DrawReliability(string path, ProcessResult result)
    {
        var count = Math.Min(ReliabilityWindows, result.Windows);
        var windows = WindowSampler.TestWindows(experiment, result.Process, count, Reproduction.TestSeed);
        var neural = new NeuralMethod(prior);
        var samples = ReliabilitySample.Collect(prior, [neural, new FourDVarMethod(prior, neural, "hybrid")], windows);
        ReliabilityFigure.Save(
            path, $"{result.Setting}, {result.Process}", $"{count} test windows; normalised units", samples);
    }
}
