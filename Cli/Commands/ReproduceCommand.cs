using System.CommandLine;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Reproduce;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda reproduce</c>: the paper's experiments, from data to table and figures.</summary>
internal static class ReproduceCommand
{
    private const ulong BankSeed = 77;

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var target = new Argument<string>("TARGET")
        {
            Description = "lorenz63, pendulum, all, or one setting.", DefaultValueFactory = _ => "all",
        };
        target.AcceptOnlyFromAmong([.. ReproductionPlan.Targets]);
        var quick = new Option<bool>("--quick") { Description = "The shipped priors and few windows, instead of training." };
        var bound = new Option<bool>("--bound") { Description = "Also the Bayes bound: minutes more, and gigabytes of memory." };
        var seeds = CommonOptions.Count("--seeds", "Training seeds; a claim needs three, at minutes each.", 1);
        var windows = CommonOptions.Count(
            "--windows", $"Test windows of each process. Default: 2000 to 10000, with --quick {ReproductionPlan.QuickWindows}.", 0);
        var threads = CommonOptions.Count("--threads", "Threads that train; results do not depend on them.", Environment.ProcessorCount);
        var folder = new Option<string>("--out")
        {
            Description = "Where table, figures and trained priors go.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("out", "reproduce"),
        };
        var json = CommonOptions.Json();
        var command = new Command("reproduce",
            """
            Runs the paper's experiments and shows where each method stands against converged baselines and the Bayes bound. An
            interrupted run goes on where it was.

            Examples:
              neuralda reproduce --quick
              neuralda reproduce lorenz63 --bound
              neuralda reproduce all --seeds 3 --out out/reproduce
              neuralda reproduce streaming
              neuralda reproduce quality
            """)
        {
            target, quick, bound, seeds, windows, threads, folder, json, ReproduceStreamingCommand.Create(), ReproduceQualityCommand.Create(),
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Settings(
                parsed.GetValue(target)!, parsed.GetValue(quick), parsed.GetValue(bound), parsed.GetValue(seeds),
                parsed.GetValue(windows),
                parsed.GetValue(threads), parsed.GetValue(folder)!),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        var (results, figures) = (new List<ProcessResult>(), new List<string>());
        foreach (var plan in ReproductionPlan.Of(settings.Target))
        {
            var (priors, paper) = await PriorsAsync(plan, settings, output, cancellationToken);
            var bound = settings.Bound ? Bound(plan) : null;
            var windows = settings.Windows > 0 ? settings.Windows : settings.Quick ? ReproductionPlan.QuickWindows : plan.Windows;
            var reproduction = new Reproduction(plan.Experiment, priors, paper, bound);
            var figure = new ReproductionFigures(settings.Folder, priors[0], paper, plan.Experiment);
            foreach (var process in plan.Experiment.Processes.Keys)
            {
                var result = await output.RunAsync($"{plan.Experiment.Name} {process}", windows, progress => Task.FromResult(
                    reproduction.Run(process, windows, new Done(progress), cancellationToken)));
                output.Write(ReproductionReport.Table(result));
                results.Add(result);
                figures.AddRange(figure.Draw(result));
                ReproductionReport.Write(settings.Folder, results, figures);
            }
        }
        output.Line(Path.Combine(settings.Folder, "report.md"));
        output.Result(results);
        return CommandLineRunner.Fine;
    }

    private static async Task<(IReadOnlyList<Prior> Priors, IReadOnlyList<PaperPrior> Paper)> PriorsAsync(
        ReproductionPlan plan, Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        var priors = new ReproductionPriors(Path.Combine(settings.Folder, "priors"), settings.Threads, output);
        Task<Prior> PriorAsync(TrainingPlan training) => settings.Quick
            ? Task.FromResult(ReproductionPriors.Shipped(training))
            : priors.TrainedAsync(training, cancellationToken);

        var own = new List<Prior>();
        for (var seed = 1; seed <= (settings.Quick ? 1 : settings.Seeds); seed++)
            own.Add(await PriorAsync(plan.Training with { Seed = (ulong)seed }));
        var paper = new List<PaperPrior>();
        foreach (var training in plan.Paper) paper.Add(new PaperPrior(training.Mode, await PriorAsync(training)));
        return (own, paper);
    }

    private static BayesBound Bound(ReproductionPlan plan) => plan.BoundSample > 0
        ? BayesBound.FromSample(plan.Experiment, plan.BoundSample, BankSeed)
        : BayesBound.FromGrid(plan.Experiment, ReproductionPlan.GridSpacing);

    private sealed record Settings(
        string Target, bool Quick, bool Bound, int Seeds, int Windows, int Threads, string Folder);

    private sealed class Done(IProgress<WorkDone> progress) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new WorkDone(value));
    }
}
