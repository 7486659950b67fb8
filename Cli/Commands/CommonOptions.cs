using System.CommandLine;
using System.Globalization;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Cli.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    /// <summary>--json.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object as the last line." };

    /// <summary>--data.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder of the embedded silo's data. Default: a temporary one, removed at the end.",
        HelpName = "DIR",
    };

    /// <summary>--data, of verbs that ask about something that is there.</summary>
    public static Option<string?> ExistingData() => new("--data")
    {
        Description = "Ask a silo in this process on this data folder, instead of a cluster.",
        HelpName = "DIR",
    };

    /// <summary>--seed.</summary>
    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Seed of everything random.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>--setting.</summary>
    public static Option<string> Setting()
    {
        var option = new Option<string>("--setting")
        {
            Description = "The published setting.",
            HelpName = "NAME",
            Required = true,
        };
        option.AcceptOnlyFromAmong([.. TwinExperimentCatalogue.All.Select(setting => setting.Name)]);
        return option;
    }

    /// <summary>--process.</summary>
    public static Option<string> Process() => new("--process")
    {
        Description = "How windows are observed: " + string.Join(", ",
            TwinExperimentCatalogue.All.SelectMany(setting => setting.Processes.Keys).Distinct()) + ".",
        HelpName = "NAME",
        DefaultValueFactory = _ => "M4",
    };

    /// <summary>A file of observations.</summary>
    public static Argument<string> ObservationFile(string name) => new(name)
    {
        Description = "The observations: CSV track,time,component,value,error_std (track optional); .json, .ndjson, .nc and " +
            ".parquet likewise.",
    };

    /// <summary>--out, for analyses.</summary>
    public static Option<string?> AnalysisFile() => new("--out")
    {
        Description = "Where the final analyses go: CSV track,begin,end,revision,time,component,mean,std; .parquet likewise; .nc is " +
            "NetCDF-4 with CF attributes.",
        HelpName = "ANALYSIS.csv",
    };

    /// <summary>--cluster.</summary>
    public static Option<ClusterAddress?> Cluster() => new("--cluster")
    {
        Description = "Gateways of a running cluster, such as 127.0.0.1:30000; several are separated by commas.",
        HelpName = "ADDRESS",
        CustomParser = result =>
        {
            if (ClusterAddress.TryParse(result.Tokens[0].Value, out var wrong) is { } address) return address;
            result.AddError($"--cluster: expected IP-ADDRESS:PORT, found '{wrong}'.");
            return null;
        },
    };

    /// <summary>A whole number of at least one.</summary>
    public static Option<int> Count(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        AtLeast(option, 1);
        return option;
    }

    /// <summary>--window: steps of a window of another length than usual.</summary>
    public static Option<int?> WindowSteps(string description)
    {
        var option = new Option<int?>("--window") { Description = description, HelpName = "STEPS" };
        AtLeast(option, 2);
        return option;
    }

    /// <summary>A whole number of at least one, or none.</summary>
    public static Option<int?> OptionalCount(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        AtLeast(option, 1);
        return option;
    }

    /// <summary>Refuses smaller numbers.</summary>
    public static void AtLeast(Option option, int least) => option.Validators.Add(result =>
    {
        // What is not a number is told by the parser.
        if (result.Tokens is not [var token] || !int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number)) return;
        if (number < least) result.AddError($"{option.Name}: expected at least {least}, found {number}.");
    });
}
