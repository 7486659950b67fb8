using System.CommandLine;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Scores;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda evaluate</c>: scores of a prior on test windows it has never seen.</summary>
internal static class EvaluateCommand
{
    // Longer windows have no dense covariance: another comparison.
    private const int LongestDense = 512;

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var prior = new Option<string>("--prior") { Description = "The prior.", HelpName = "FILE", Required = true };
        var setting = CommonOptions.Setting();
        var processes = CommonOptions.Process();
        processes.Description += " Several are separated by commas.";
        var windows = CommonOptions.Count("--windows", "How many windows for each process.", 10_000);
        var steps = CommonOptions.WindowSteps("Steps of a window, where the prior is convolutional. Default: the setting's.");
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new Command("evaluate",
            """
            Scores a prior on simulated test windows, beside climatology, the first guess, 4D-Var and the hybrid, in units of the
            climatological standard deviation, with 95 % bootstrap intervals.

            Examples:
              neuralda evaluate --prior priors/lorenz63.safetensors --setting blanke2024-lorenz63-print
              neuralda evaluate --prior my.safetensors --setting blanke2024-lorenz63-print --process M4,R8 --windows 2000
              neuralda evaluate --prior my.safetensors --setting blanke2024-lorenz63-print --process R8 --window 100000 --windows 1
            """)
        { prior, setting, processes, windows, steps, seed, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            var evaluated = PriorFiles.Load(parsed.GetValue(prior)!);
            var own = TwinExperimentCatalogue.Find(parsed.GetValue(setting)!);
            var experiment = own.Over(parsed.GetValue(steps) ?? own.Shape.Steps);
            var isLong = experiment.Shape.Steps > LongestDense;
            if (isLong || evaluated.Description.Architecture.IsConvolutional)
                PriorFiles.RequireStep(evaluated, experiment, parsed.GetValue(prior)!);
            if (!isLong && evaluated.Description.Architecture.IsConvolutional) evaluated = evaluated.Over(experiment.Shape.Steps);
            if (!isLong) PriorFiles.RequireShape(evaluated, experiment, parsed.GetValue(prior)!);
            var (count, scores) = (parsed.GetValue(windows), new Dictionary<string, Dictionary<string, VerificationScores>>());
            foreach (var process in parsed.GetValue(processes)!.Split(','))
            {
                var drawn = WindowSampler.TestWindows(experiment, process, count, parsed.GetValue(seed));
                var methods = await output.RunAsync($"{process} windows", count, progress => Task.FromResult(isLong
                    ? LongWindowComparison.Run(evaluated, drawn, own.Shape.Steps, new Done(progress), cancellationToken)
                    : [.. MethodComparison.Standard(evaluated).Run(drawn, new Done(progress), cancellationToken)
                        .Select(method => (method.Method, method.Scores))]));
                output.Write(ScoreTable.Of(
                    $"{process}, {count} windows" + (isLong ? $", in stretches of {own.Shape.Steps} steps" : ""), methods));
                scores[process] = methods.ToDictionary(method => method.Method, method => method.Scores);
            }
            output.Result(new { Prior = evaluated.ContentHash, Setting = experiment.Name, Scores = scores });
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private sealed class Done(IProgress<WorkDone> progress) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new WorkDone(value));
    }
}
