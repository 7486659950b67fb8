using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Cli.Output;
using Spectre.Console;

namespace NeuralDA.Cli.Bench;

/// <summary>What was measured, on which machine, of which build.</summary>
/// <param name="Build">Version and commit.</param>
/// <param name="Machine">Runtime, processors and vector width.</param>
/// <param name="Figures">The figures.</param>
internal sealed record BenchmarkReport(string Build, string Machine, IReadOnlyList<BenchmarkFigure> Figures)
{
    /// <summary>The figures beside this machine and this build.</summary>
    public static BenchmarkReport Of(IReadOnlyList<BenchmarkFigure> figures) => new(
        typeof(BenchmarkReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, " +
        $"vectors of {MachineVectors.Bits} bits",
        figures);

    /// <summary>Prints it as a table, and as JSON if asked for.</summary>
    public void Print(CommandOutput output)
    {
        output.Line($"{Build}; {Machine}");
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("name");
        foreach (var column in new[] { "value", "unit", "limit", "ratio", "goal", "passed" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var figure in Figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name), Number(figure.Value), Markup.Escape(figure.Unit), Number(figure.Limit), Number(figure.Ratio),
                Number(figure.Goal), figure.Passed switch { true => "yes", false => "NO", null => "" });
        }
        output.Write(table);
        output.Result(this);
    }

    private static string Number(double? number) => number?.ToString("G4", CultureInfo.InvariantCulture) ?? "";
}
