using System.CommandLine;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda silo</c>: a silo in a process of its own.</summary>
internal static class SiloCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var standard = new SiloOptions();
        var store = new Option<StoreKind?>("--store") { Description = "Back end: Sqlite, Postgres or Redis. Default: Sqlite." };
        var data = new Option<string?>("--data")
        {
            Description = $"Folder of the data of a silo with SQLite. Default: {standard.DataFolder}.", HelpName = "DIR",
        };
        var shared = new Option<bool>("--shared") { Description = "Share that folder with other silos of this machine." };
        var listen = new Option<string?>("--listen")
        {
            Description = $"Address to listen at; 0.0.0.0 is every one. Default: {standard.ListenAddress}.", HelpName = "ADDRESS",
        };
        var advertise = new Option<string?>("--advertise")
        {
            Description = "Address under which silos and clients find this one. Default: where it listens.", HelpName = "ADDRESS",
        };
        var siloPort = Port("--silo-port", "Port for other silos; 0 picks a free one.", standard.SiloPort);
        var gatewayPort = Port("--gateway-port", "Port for clients; 0 picks a free one.", ClientOptions.DefaultGatewayPort);
        var http = new Option<string?>("--http")
        {
            Description = "Serve HTTP at this address; port 0 picks a free one. Without --development it needs keys, see --config.",
            HelpName = "IP-ADDRESS:PORT",
        };
        var development = new Option<bool>("--development")
        {
            Description = $"Serve HTTP to everyone on this machine, without keys. Default address: {new HttpOptions().Listen}.",
        };
        var config = new Option<string?>("--config")
        {
            Description = "JSON file of options; the environment (NEURALDA_SILO_...) and the command line win over it.", HelpName = "FILE",
        };
        var priors = new Option<string?>("--priors")
        {
            Description = "Folder of priors (*.safetensors) to publish at start under the names in them.", HelpName = "FOLDER",
        };
        var json = CommonOptions.Json();
        var command = new Command("silo",
            """
            Runs a silo until Ctrl-C or SIGTERM. It prints one line when clients are served. Nothing acknowledged is lost when it
            is killed; start it again on the same store. Silos with one store form a cluster. docs/run-a-cluster.md starts several.

            Examples:
              neuralda silo --data silo-data --priors priors
              neuralda silo --development                       # dashboard and API at http://127.0.0.1:8080
              neuralda silo --config silo.json --http 0.0.0.0:8080
              neuralda silo --data silo-data --shared --silo-port 0 --gateway-port 31000
            """)
        { store, data, shared, listen, advertise, siloPort, gatewayPort, priors, http, development, config, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = SiloConfiguration.Load(parsed.GetValue(config));
            var back = configured.Store;
            var options = configured with
            {
                Store = back with { Kind = parsed.GetValue(store) ?? back.Kind, Shared = parsed.GetValue(shared) || back.Shared },
                ListenAddress = parsed.GetValue(listen) ?? configured.ListenAddress,
                AdvertisedAddress = parsed.GetValue(advertise) ?? configured.AdvertisedAddress,
                DataFolder = parsed.GetValue(data) ?? configured.DataFolder,
                SiloPort = parsed.GetValue(siloPort) ?? configured.SiloPort,
                GatewayPort = parsed.GetValue(gatewayPort) ?? configured.GatewayPort,
                PriorsFolder = parsed.GetValue(priors) ?? configured.PriorsFolder,
                Http = Http(configured.Http, parsed.GetValue(http), parsed.GetValue(development)),
            };
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            await using var silo = await SiloHost.StartAsync(options, cancellationToken);
            var address = silo.HttpAddress is { } served ? $"HTTP at {served}, " : "";
            var kept = options.Store.Kind == StoreKind.Sqlite ? Path.GetFullPath(options.DataFolder) : $"{options.Store.Kind}";
            output.Line($"silo ready: clients at {silo.Gateway}, {address}data in {kept}");
            output.Result(new { Gateway = silo.Gateway.ToString(), Http = silo.HttpAddress, Data = kept });
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            output.Line($"silo stopping; everything acknowledged is in {kept}");
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private static HttpOptions? Http(HttpOptions? configured, string? address, bool development)
    {
        if (configured is null && address is null && !development) return null;
        configured ??= new HttpOptions();
        return configured with { Listen = address ?? configured.Listen, Development = development || configured.Development };
    }

    private static Option<int?> Port(string name, string description, int standard)
    {
        var option = new Option<int?>(name) { Description = $"{description} Default: {standard}.", HelpName = "PORT" };
        CommonOptions.AtLeast(option, 0);
        return option;
    }
}
