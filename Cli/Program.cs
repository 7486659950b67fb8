using System.CommandLine;
using NeuralDA.Cli;
using NeuralDA.Cli.Commands;

return await CommandLineRunner.RunAsync(
    new RootCommand("NeuralDA: estimates the state of many physical systems from sparse, noisy, late observation streams.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        ReproduceCommand.Create(),
        AssimilateCommand.Create(),
        StreamCommand.Create(),
        WatchCommand.Create(),
        TracksCommand.Create(),
        PriorsCommand.Create(),
        SiloCommand.Create(),
    },
    args, Console.Out, Console.Error);
