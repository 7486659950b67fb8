using System.CommandLine;
using NeuralDA.Cli.Doctor;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda doctor</c>: whether this machine has what is needed.</summary>
internal static class DoctorCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var standard = new SiloOptions();
        var data = new Option<string>("--data")
        {
            Description = "Data folder that a silo is to have.", HelpName = "DIR", DefaultValueFactory = _ => standard.DataFolder,
        };
        var json = CommonOptions.Json();
        var command = new Command("doctor",
            """
            Looks at what a silo and its commands need of this machine: runtime, native libraries, ports, data folder, disk,
            clock; and starts a silo on a temporary folder that takes an observation. Exit code 1 if something is not fine.

            Examples:
              neuralda doctor
              neuralda doctor --data /var/lib/neuralda --json
            """)
        { data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            int[] ports = [standard.SiloPort, ClientOptions.DefaultGatewayPort, new Uri($"http://{new HttpOptions().Listen}").Port];
            var findings = await new Examination(parsed.GetValue(data)!, ports).RunAsync(cancellationToken);
            foreach (var finding in findings) output.Line($"{(finding.IsFine ? "fine" : "LOOK")}  {finding.What}: {finding.Found}");
            output.Result(findings);
            return findings.All(finding => finding.IsFine) ? CommandLineRunner.Fine : CommandLineRunner.Failed;
        });
        return command;
    }
}
