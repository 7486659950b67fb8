using System.CommandLine;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda silo</c>: a silo in a process of its own.</summary>
internal static class SiloCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var standard = new SiloOptions();
        var data = new Option<string>("--data")
        {
            Description = "Folder of the silo's data; one silo at a time.",
            HelpName = "DIR",
            DefaultValueFactory = _ => standard.DataFolder,
        };
        var siloPort = Port("--silo-port", "Port for other silos; 0 picks a free one.", standard.SiloPort);
        var gatewayPort = Port("--gateway-port", "Port for clients; 0 picks a free one.", ClientOptions.DefaultGatewayPort);
        var priors = new Option<string?>("--priors")
        {
            Description = "Folder of priors (*.safetensors) to publish at start under the names in them.", HelpName = "FOLDER",
        };
        var json = CommonOptions.Json();
        var command = new Command("silo",
            """
            Runs a silo until Ctrl-C or SIGTERM. It prints one line when clients are served. Nothing acknowledged is lost when it
            is killed; start it again on the same data folder.

            Examples:
              neuralda silo --data silo-data --priors priors
              neuralda silo --data silo-data --silo-port 0 --gateway-port 31000
            """)
        { data, siloPort, gatewayPort, priors, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SiloOptions
            {
                DataFolder = parsed.GetValue(data)!,
                SiloPort = parsed.GetValue(siloPort),
                GatewayPort = parsed.GetValue(gatewayPort),
                PriorsFolder = parsed.GetValue(priors),
            };
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            await using var silo = await SiloHost.StartAsync(options, cancellationToken);
            output.Line($"silo ready: clients at {silo.Gateway}, data in {Path.GetFullPath(options.DataFolder)}");
            output.Result(new { Gateway = silo.Gateway.ToString(), Data = Path.GetFullPath(options.DataFolder) });
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private static Option<int> Port(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "PORT", DefaultValueFactory = _ => standard };
        CommonOptions.AtLeast(option, 0);
        return option;
    }
}
