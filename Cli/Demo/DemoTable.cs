using System.Globalization;
using NeuralDA.Cli.Output;
using Spectre.Console;

namespace NeuralDA.Cli.Demo;

/// <summary>Shows how a demo run stands: a live table on a terminal, lines elsewhere, a table at the end.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="output">Where it is shown.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class DemoTable(DemoScenario scenario, CommandOutput output, TimeProvider clock)
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly long _begin = clock.GetTimestamp();

    /// <summary>Shows the run until it ends.</summary>
    /// <param name="run">The run.</param>
    /// <param name="snapshot">How it stands.</param>
    public async Task ShowAsync(Task run, Func<DemoResult> snapshot)
    {
        if (output.IsTerminal)
        {
            await output.Terminal.Live(Table(snapshot(), Elapsed())).AutoClear(true).StartAsync(async live =>
            {
                while (!await EndsWithinAsync(run, LiveInterval)) live.UpdateTarget(Table(snapshot(), Elapsed()));
            });
            return;
        }
        while (!await EndsWithinAsync(run, LineInterval)) output.Line(Line(snapshot()));
    }

    /// <summary>Shows the outcome.</summary>
    public void ShowOutcome(DemoResult result)
    {
        var table = Table(result, "whole run");
        table.AddRow("90 % coverage", Number(result.Coverage90, "0.000"));
        table.AddRow("observations lost", result.Lost == 0 ? "0" : $"[red]{result.Lost}[/]");
        output.Write(table);
    }

    private Table Table(DemoResult now, string heading)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.Caption = new TableTitle("RMSE in climatological standard deviations");
        table.AddColumn($"{now.Tracks} tracks of {scenario.Experiment.Model.System}");
        table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddRow("observations in", Number(now.Observations, "N0"));
        table.AddRow("refused", Refused(now));
        table.AddRow("analyses out", Number(now.Analyses, "N0"));
        table.AddEmptyRow();
        table.AddRow("RMSE climatology", Number(now.Rmse.Climatology, "0.000"));
        table.AddRow("RMSE first guess", Number(now.Rmse.FirstGuess, "0.000"));
        table.AddRow("[bold]RMSE neural[/]", $"[bold]{Number(now.Rmse.Neural, "0.000")}[/]");
        table.AddRow("[bold]RMSE hybrid[/]", $"[bold]{Number(now.Rmse.Hybrid, "0.000")}[/]");
        table.AddRow("spread / skill", Number(now.SpreadSkill, "0.00"));
        table.AddEmptyRow();
        table.AddRow("latency p50 / p99", Latency(now));
        return table;
    }

    private string Line(DemoResult now) =>
        $"{Elapsed()}: {now.Observations} observations, refused {Refused(now)}, {now.Analyses} analyses, " +
        $"RMSE first guess {Number(now.Rmse.FirstGuess, "0.000")} neural {Number(now.Rmse.Neural, "0.000")} " +
        $"hybrid {Number(now.Rmse.Hybrid, "0.000")}, spread/skill {Number(now.SpreadSkill, "0.00")}, latency {Latency(now)}";

    private static string Latency(DemoResult now) =>
        $"{Number(now.LatencyMs.P50, "0.0")} / {Number(now.LatencyMs.P99, "0.0")} ms";

    private string Elapsed() =>
        $"{Number(clock.GetElapsedTime(_begin).TotalSeconds, "0")} of {Number(scenario.Duration.TotalSeconds, "0")} s";

    private static string Refused(DemoResult now) =>
        now.Refused.Count == 0 ? "none" : string.Join(", ", now.Refused.Select(refused => $"{refused.Key} {refused.Value}"));

    private static async Task<bool> EndsWithinAsync(Task run, TimeSpan interval) =>
        await Task.WhenAny(run, Task.Delay(interval)) == run;

    private static string Number<T>(T number, string format) where T : IFormattable =>
        number.ToString(format, CultureInfo.InvariantCulture);
}
