using NeuralDA.Cli.Watch;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;
using Spectre.Console;

namespace NeuralDA.Tests.Cli.Watch;

public class ComponentChartTests
{
    private const int Height = 9;

    // One component rises from 0 to 31, its standard deviation is 1, and a forecast of four steps stays at 31.
    private static readonly Analysis Rising = SomeAnalysis.Of("t", 1) with
    {
        Begin = 0, End = 32, TimeStep = 1, Steps = 32, Components = ["x"],
        Mean = Blob(Enumerable.Range(0, 32).Select(i => (float)i)), StandardDeviation = Blob(Enumerable.Repeat(1f, 32)),
        Observations = [Outcome(time: 0, value: 0, null), Outcome(time: 20, value: -500, RefusalReason.GrossError)],
    };

    private static readonly Forecast Flat = new()
    {
        Track = "t", AnalysisSequence = 1, Begin = 32, TimeStep = 1, Steps = 4, Components = ["x"],
        Mean = Blob(Enumerable.Repeat(31f, 4)), StandardDeviation = Blob([1, 2, 3, 4]),
    };

    [Fact]
    public void Each_step_is_a_column_and_larger_values_are_higher()
    {
        var lines = ComponentChart.Draw(Rising, Flat, component: 0, Height);
        Assert.Equal(Height, lines.Length);
        Assert.All(lines, line => Assert.Equal(10 + 32 + 4, line.Length));
        int RowOfMean(int column) => Array.FindIndex(lines, line => line[10 + column] is ComponentChart.Mean or ComponentChart.ForecastMean);
        Assert.True(RowOfMean(1) > RowOfMean(16) && RowOfMean(16) > RowOfMean(31));
        Assert.Equal(RowOfMean(32), RowOfMean(35));
    }

    [Fact]
    public void The_band_of_the_forecast_widens()
    {
        var lines = ComponentChart.Draw(Rising, Flat, component: 0, Height);
        int Band(int column) => lines.Count(line => line[10 + column] == ComponentChart.ForecastBand);
        Assert.True(Band(35) > Band(32));
    }

    [Fact]
    public void Observations_are_where_they_are_and_a_refused_one_far_off_is_at_the_edge()
    {
        var lines = ComponentChart.Draw(Rising, forecast: null, component: 0, Height);
        Assert.Contains(lines, line => line[10] == ComponentChart.Used);
        Assert.Equal(ComponentChart.Refused, lines[^1][10 + 20]);
    }

    [Fact]
    public void A_screen_shows_charts_counts_and_warnings()
    {
        var status = new TrackStatus
        {
            Track = "t", Options = new TrackOptions { PriorName = "p" }, Accepted = 7, Duplicates = 2,
            Refused = new Dictionary<RefusalReason, long> { [RefusalReason.Spike] = 3 }, RecentlyRefused = [], LastAnalysisSequence = 1,
            Writers = [], Forecasts = [new ForecastScore("x", 0, 4, 10, 0, 1.5, 1.25, 0.9)],
            Diagnostics =
            [
                new ComponentDiagnostics
                {
                    Component = "x", Used = 1500, Refused = 3, Count = 1500, Bias = 0.1, RootMeanSquare = 2, Spread = 1,
                    ChiSquarePerObservation = 4, ErrorScale = 4.1, BackgroundScale = 1, Warnings = DiagnosticWarnings.ObservationError,
                },
            ],
        };
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 160;
        console.Write(WatchScreen.Of(Rising, Flat, status, terminalHeight: 40));
        var screen = writer.ToString();
        Assert.All(["t #1", "Spike 3", "accepted 7", "4.1 times", "ObservationError", "rms 1.5 (expected 1.25)"],
            text => Assert.Contains(text, screen, StringComparison.Ordinal));
    }

    private static FloatBlob Blob(IEnumerable<float> values) => new([.. values]);

    private static ObservationOutcome Outcome(double time, double value, RefusalReason? refused) =>
        new("w", 0, time, 0, value, 1, 0, 0, refused, 0, refused is null ? 1 : 0, 0, 1);
}
