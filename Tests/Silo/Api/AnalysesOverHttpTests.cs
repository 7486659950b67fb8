using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

public sealed class AnalysesOverHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Analyses_come_as_JSON_with_an_array_per_component()
    {
        var track = await FilledAsync();
        using var response = await api.Http.GetAsync($"v1/tracks/{track}/analyses/latest", Cancel);
        var analysis = await response.ReadAsync();
        Assert.Equal(track, analysis.GetProperty("track").GetString());
        Assert.Equal(ServicePriors.Steps, analysis.GetProperty("time").GetArrayLength());
        var u1 = analysis.GetProperty("components").GetProperty("u1");
        Assert.Equal(ServicePriors.Steps, u1.GetProperty("mean").GetArrayLength());
        Assert.All(u1.GetProperty("standard_deviation").EnumerateArray(), deviation => Assert.True(deviation.GetDouble() > 0));
        Assert.All(analysis.GetProperty("observations").EnumerateArray(),
            outcome => Assert.Equal("u1", outcome.GetProperty("component").GetString()));
    }

    [Fact]
    public async Task A_range_of_analyses_comes_as_JSON_and_as_a_table()
    {
        var track = await FilledAsync();
        using var range = await api.Http.GetAsync($"v1/tracks/{track}/analyses?from=2&limit=2", Cancel);
        Assert.Equal([2, 3], (await range.ReadAsync()).EnumerateArray().Select(each => each.GetProperty("sequence").GetInt32()));
        using var beyond = await api.Http.GetAsync($"v1/tracks/{track}/analyses?from=1000", Cancel);
        Assert.Equal(0, (await beyond.ReadAsync()).GetArrayLength());

        using var table = await api.Http.GetAsync($"v1/tracks/{track}/analyses?format=csv&limit=1", Cancel);
        Assert.Equal("text/csv", table.Content.Headers.ContentType?.MediaType);
        var lines = (await table.Content.ReadAsStringAsync(Cancel)).TrimEnd().Split('\n');
        Assert.Equal("track,begin,end,revision,time,component,mean,std", lines[0]);
        Assert.Equal(1 + ServicePriors.Steps * 3, lines.Length);
        Assert.StartsWith(track, lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        var track = await api.NewTrackAsync();
        using var none = await api.Http.GetAsync($"v1/tracks/{track}/analyses/latest", Cancel);
        await none.AssertProblemAsync(HttpStatusCode.NotFound, "no analysis yet");
        using var forecast = await api.Http.GetAsync($"v1/tracks/{track}/forecast?until=9", Cancel);
        await forecast.AssertProblemAsync(HttpStatusCode.Conflict, "no analysis");
        using var format = await api.Http.GetAsync($"v1/tracks/{track}/analyses?format=xls", Cancel);
        await format.AssertProblemAsync(HttpStatusCode.BadRequest, "expected json");
        using var stream = await api.Http.GetAsync("v1/tracks/nosuch/analyses/stream", Cancel);
        await stream.AssertProblemAsync(HttpStatusCode.NotFound, "nosuch");
    }

    [Fact]
    public async Task A_forecast_goes_on_from_the_latest_analysis()
    {
        var track = await FilledAsync();
        using var latest = await api.Http.GetAsync($"v1/tracks/{track}/analyses/latest", Cancel);
        var last = (await latest.ReadAsync()).GetProperty("time").EnumerateArray().Last().GetDouble();
        using var response = await api.Http.GetAsync($"v1/tracks/{track}/forecast?until={last + 0.5}", Cancel);
        var forecast = await response.ReadAsync();
        Assert.Equal(20, forecast.GetProperty("time").GetArrayLength());
        Assert.Equal(last + ServicePriors.TimeStep, forecast.GetProperty("time")[0].GetDouble(), 1e-9);
    }

    [Fact]
    public async Task A_stream_gives_the_past_then_what_comes_and_resumes_after_the_last_event_seen()
    {
        var track = await FilledAsync();
        using var response = await OpenAsync(track, lastEventId: null);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var events = EventsOf(response);
        var seen = new List<long>();
        while (seen.Count < 3) seen.Add(await NextAsync(events));
        Assert.Equal([1, 2, 3], seen);

        using var again = await OpenAsync(track, lastEventId: 3);
        await using var resumed = EventsOf(again);
        Assert.Equal(4, await NextAsync(resumed));

        var last = await LastSequenceAsync(track);
        while (await NextAsync(resumed) < last) { }
        var live = NextAsync(resumed);
        await SendAsync(track, ObservationStreams.Smooth(60, windows: 8)[40..], sequence: 40);
        Assert.Equal(last + 1, await live);
    }

    private async Task<HttpResponseMessage> OpenAsync(string track, long? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/tracks/{track}/analyses/stream");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", $"{lastEventId}");
        return await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    private static IAsyncEnumerator<SseItem<string>> EventsOf(HttpResponseMessage response) =>
        SseParser.Create(response.Content.ReadAsStream(Cancel)).EnumerateAsync(Cancel).GetAsyncEnumerator(Cancel);

    private static async Task<long> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        do Assert.True(await events.MoveNextAsync());
        while (events.Current.EventType == "heartbeat");
        var sequence = JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("sequence").GetInt64();
        Assert.Equal($"{sequence}", events.Current.EventId);
        return sequence;
    }

    private async Task<string> FilledAsync()
    {
        var track = await api.NewTrackAsync();
        await SendAsync(track, ObservationStreams.Smooth(60, windows: 8)[..40], sequence: 0);
        return track;
    }

    private async Task<long> LastSequenceAsync(string track)
    {
        using var status = await api.Http.GetAsync($"v1/tracks/{track}", Cancel);
        return (await status.ReadAsync()).GetProperty("last_analysis_sequence").GetInt64();
    }

    private async Task SendAsync(string track, IEnumerable<Observation> observations, long sequence) => (await api.Http.PostAsync(
        $"v1/tracks/{track}/observations?writer=w&sequence={sequence}", Bodies.Json(Bodies.AsJson(observations)), Cancel))
        .EnsureSuccessStatusCode().Dispose();
}
