using System.CommandLine;
using System.Globalization;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Priors;
using Spectre.Console;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda priors</c>: the priors of a cluster and their versions.</summary>
internal static class PriorsCommand
{
    private const int HashShown = 12;

    private static readonly Option<ClusterAddress?> Cluster = CommonOptions.Cluster();
    private static readonly Option<string?> Data = CommonOptions.ExistingData();
    private static readonly Option<bool> Json = CommonOptions.Json();

    /// <summary>Defines the verb with its own verbs.</summary>
    public static Command Create()
    {
        var command = new Command("priors",
            """
            Lists the priors of a running cluster, or of a data folder, and changes which version tracks use.

            Examples:
              neuralda priors list
              neuralda priors import priors/lorenz63.safetensors
              neuralda priors export lorenz63 --out lorenz63.safetensors
              neuralda priors promote lorenz63 2
              neuralda priors rollback lorenz63
            """)
        { List(), Show(), Import(), Export(), Promote(), Rollback() };
        foreach (var option in new Option[] { Cluster, Data, Json })
        {
            option.Recursive = true;
            command.Add(option);
        }
        return command;
    }

    private static Command List() => Verb("list", "Lists the priors.", [], async (client, _, cancellationToken) =>
    {
        var priors = new List<PriorStatus>();
        foreach (var name in await client.ListPriorsAsync(cancellationToken))
            priors.Add(await client.PriorAsync(name, cancellationToken));
        return priors;
    });

    private static Command Show()
    {
        var name = Name();
        return Verb("show", "Shows one prior with its versions and metadata.", [name],
            async (client, parsed, cancellationToken) => [await client.PriorAsync(parsed.GetValue(name)!, cancellationToken)]);
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "A safetensors file." };
        var command = Verb("import", "Adds a version; the first is promoted at once, later ones wait for promotion.", [file],
            async (client, parsed, cancellationToken) =>
            {
                var path = parsed.GetValue(file)!;
                var name = PriorFiles.Load(path).Description.Name;
                await client.PublishPriorAsync(name, path, cancellationToken);
                return [await client.PriorAsync(name, cancellationToken)];
            });
        command.Aliases.Add("publish");
        return command;
    }

    private static Command Export()
    {
        var (name, version) = (Name(), new Option<int?>("--version") { Description = "The version. Default: the current one.", HelpName = "N" });
        var file = new Option<string>("--out") { Description = "Where it goes.", HelpName = "FILE", Required = true };
        var command = Verb("export", "Writes a version to a safetensors file.", [name], async (client, parsed, cancellationToken) =>
        {
            var prior = await client.PriorAsync(parsed.GetValue(name)!, cancellationToken);
            await PriorFiles.ExportAsync(
                client, prior.Name, parsed.GetValue(version) ?? prior.CurrentVersion, parsed.GetValue(file)!, cancellationToken);
            return [prior];
        });
        command.Add(version);
        command.Add(file);
        return command;
    }

    private static Command Promote()
    {
        var (name, version) = (Name(), new Argument<int>("VERSION") { Description = "The version." });
        return Verb("promote", "Makes a version the one that tracks use from their next analysis on.", [name, version],
            async (client, parsed, cancellationToken) =>
                [await client.PromotePriorAsync(parsed.GetValue(name)!, parsed.GetValue(version), cancellationToken)]);
    }

    private static Command Rollback()
    {
        var name = Name();
        return Verb("rollback", "Undoes the last promotion.", [name], async (client, parsed, cancellationToken) =>
            [await client.RollbackPriorAsync(parsed.GetValue(name)!, cancellationToken)]);
    }

    private static Argument<string> Name() => new("NAME") { Description = "The prior." };

    private static Command Verb(
        string verb, string description, IEnumerable<Argument> arguments,
        Func<NeuralDAClient, ParseResult, CancellationToken, Task<List<PriorStatus>>> run)
    {
        var command = new Command(verb, description);
        foreach (var argument in arguments) command.Add(argument);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var service = await ServiceConnection.ToExistingAsync(
                parsed.GetValue(Cluster), parsed.GetValue(Data), cancellationToken);
            var priors = await run(service.Client, parsed, cancellationToken);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(Json));
            foreach (var prior in priors) Print(prior, verb == "show", output);
            if (priors.Count == 0) output.Line("no priors");
            output.Result(priors);
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private static string Origin(PriorLineage? lineage) => lineage is null ? "import" : $"run {lineage.Run}, {lineage.Source}";

    private static string Describe(PriorTrial? trial) => trial is null
        ? ""
        : $"{Describe($"held-out, version {trial.Against}", trial.HeldOut)}"
            + (trial.Live is { } live ? $"; {Describe("live O-B", live)}" : "") + (trial.IsBetter ? ": better" : ": not better");

    private static string Describe(string on, TrialScore score) => string.Create(CultureInfo.InvariantCulture,
        $"{on}: RMSE {score.CandidateRmse:0.0000} to {score.CurrentRmse:0.0000} on {score.Windows} windows, " +
        $"squared error [{score.Low:0.00000}, {score.High:0.00000}]");

    private static void Print(PriorStatus prior, bool withMetadata, CommandOutput output)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(
            $"{prior.Name}: {prior.Steps} steps of {prior.TimeStep}, {string.Join(", ", prior.Components)}")) };
        table.AddColumns("version", "published", "bytes", "SHA-256", "from", "beside the version in use");
        foreach (var version in prior.Versions)
        {
            table.AddRow(
                version.Version == prior.CurrentVersion ? $"{version.Version} (current)" : $"{version.Version}",
                $"{version.PublishedAt:u}", $"{version.Size}", version.ContentHash[..HashShown], Markup.Escape(Origin(version.Lineage)),
                Markup.Escape(Describe(version.Trial)));
        }
        output.Write(table);
        if (!withMetadata) return;
        foreach (var (key, value) in prior.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            output.Line($"{key}: {value}");
    }
}
