using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Observability;

public sealed partial class MetricsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_counts_observations_refusals_analyses_and_revisions()
    {
        await FillAsync();
        var page = await PageAsync();
        foreach (var series in new[]
        {
            """neuralda_observations_total{[^}]*outcome="accepted"[^}]*} \d""", """outcome="refused"[^}]*reason="UnknownComponent"[^}]*} \d""",
            """neuralda_analyses_total{[^}]*kind="first"[^}]*} \d""", """neuralda_analyses_total{[^}]*kind="revision"[^}]*} \d""",
            """neuralda_ingest_duration_seconds_bucket{""", """neuralda_inference_batch_bucket{""", """neuralda_inference_queue{?[^}]*}? \d""",
            """neuralda_analysis_chi_square_sum""", """http_server_request_duration_seconds_count""", "orleans_",
        })
            Assert.Matches(series, page);
    }

    [Fact]
    public async Task Metrics_are_not_for_everyone()
    {
        using var anybody = api.ClientOf(null);
        using var response = await anybody.GetAsync("metrics", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_Grafana_dashboard_asks_for_metrics_that_there_are()
    {
        await FillAsync();
        var page = await PageAsync();
        var dashboard = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "grafana", "neuralda.json"), Cancel);
        var expressions = JsonDocument.Parse(dashboard).RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();
        Assert.True(expressions.Count >= 8);
        Assert.All(expressions.SelectMany(text => MetricName().Matches(text)).Select(match => match.Value).Distinct(), name =>
            Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_alerts_ask_for_metrics_that_there_are()
    {
        await FillAsync();
        var page = await PageAsync();
        var alerts = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "alerts.yml"), Cancel);
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operate.md"), Cancel);
        Assert.All(MetricName().Matches(alerts), match => Assert.Contains(match.Value, page, StringComparison.Ordinal));
        Assert.All(AlertName().Matches(alerts), match => Assert.Contains($"`{match.Groups[1].Value}`", guide, StringComparison.Ordinal));
        Assert.Equal(Regex.Count(alerts, "expr:"), AlertName().Count(alerts));
    }

    private async Task FillAsync()
    {
        var track = await api.NewTrackAsync();
        var observations = ObservationStreams.Smooth(30, windows: 1);
        foreach (var (sequence, batch) in new (int, Observation[])[]
        {
            (0, [.. observations[..20]]), (20, [.. observations[20..], observations[0] with { Component = "u9" }]),
        })
        {
            using var sent = await api.Http.PostAsync(
                $"v1/tracks/{track}/observations?writer=w&sequence={sequence}", Bodies.Json(Bodies.AsJson(batch)), Cancel);
            sent.EnsureSuccessStatusCode();
        }
    }

    private async Task<string> PageAsync() => await api.Http.GetStringAsync("metrics", Cancel);

    [GeneratedRegex(@"\b(neuralda|orleans|http_server|dotnet)_\w+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();
}
