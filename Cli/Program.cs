using System.CommandLine;
using NeuralDA.Cli.Commands;

namespace NeuralDA.Cli;

/// <summary>The <c>neuralda</c> command.</summary>
internal static class Program
{
    /// <summary>Runs a command line; 0 fine, 1 failed, 2 wrong usage.</summary>
    public static Task<int> Main(string[] args) => CommandLineRunner.RunAsync(Root(), args, Console.Out, Console.Error);

    /// <summary>All verbs.</summary>
    internal static RootCommand Root() =>
        new("NeuralDA: estimates the state of many physical systems from sparse, noisy, late observation streams.")
        {
            DemoCommand.Create(),
            SimulateCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            ReproduceCommand.Create(),
            AssimilateCommand.Create(),
            StreamCommand.Create(),
            WatchCommand.Create(),
            ReplayCommand.Create(),
            TracksCommand.Create(),
            RunsCommand.Create(),
            PriorsCommand.Create(),
            SiloCommand.Create(),
            KeyCommand.Create(),
            CertificateCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
            CompletionCommand.Create(),
        };
}
