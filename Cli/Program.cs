using System.CommandLine;
using NeuralDA.Cli;
using NeuralDA.Cli.Commands;

return await CommandLineRunner.RunAsync(
    new RootCommand("NeuralDA: estimates the state of many physical systems from sparse, noisy, late observation streams.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        AssimilateCommand.Create(),
        EvaluateCommand.Create(),
    },
    args, Console.Out, Console.Error);
