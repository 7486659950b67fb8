using System.Net;
using System.Text;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

public sealed class ObservationsOverHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Observation[] Smooth = ObservationStreams.Smooth(30, windows: 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms { get; } = ["application/json", "application/x-ndjson", "text/csv"];

    [Theory, MemberData(nameof(Forms))]
    public async Task Observations_arrive_in_every_form_and_repeating_them_changes_nothing(string mediaType)
    {
        var track = await api.NewTrackAsync();
        var first = await SendAsync(track, Bodies.Text(Written(mediaType), mediaType));
        Assert.Equal((30, 0, 30), Counts(first));
        Assert.Equal((0, 30, 30), Counts(await SendAsync(track, Bodies.Text(Written(mediaType), mediaType))));
        using var status = await api.Http.GetAsync($"v1/tracks/{track}", Cancel);
        Assert.Equal(30, (await status.ReadAsync()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task A_packed_body_is_unpacked()
    {
        var track = await api.NewTrackAsync();
        var receipt = await SendAsync(track, Bodies.Packed(Encoding.UTF8.GetBytes(Written("text/csv")), "text/csv"));
        Assert.Equal((30, 0, 30), Counts(receipt));
    }

    [Fact]
    public async Task A_long_body_is_numbered_through()
    {
        var track = await api.NewTrackAsync();
        var many = ObservationStreams.Smooth(3000, windows: 100);
        Assert.Equal(3000, (await SendAsync(track, Bodies.Text(Bodies.AsCsv(many), "text/csv"))).GetProperty("next_sequence").GetInt64());
        using var status = await api.Http.GetAsync($"v1/tracks/{track}", Cancel);
        Assert.Equal(3000, (await status.ReadAsync()).GetProperty("writers")[0].GetProperty("received").GetInt32());
    }

    [Fact]
    public async Task Bad_data_is_refused_one_by_one_with_place_and_reason()
    {
        var track = await api.NewTrackAsync();
        const string Body = """
            {"time":0.1,"component":"u1","value":2,"error_std":0.5}
            {"time":0.2,"component":"u9","value":2,"error_std":0.5}

            {"time":0.3,"component":"u1","value":null,"error_std":0.5}
            {"time":0.4,"component":"u1","value":1e400,"error_std":0.5}
            {"time":0.5,"component":"u1","value":2,"error_std":-1}
            """;
        var receipt = await SendAsync(track, Bodies.Text(Body, "application/x-ndjson"), sequence: 10);
        Assert.Equal(1, receipt.GetProperty("accepted").GetInt32());
        Assert.Equal(15, receipt.GetProperty("next_sequence").GetInt32());
        Assert.Equal(
            [(11, 2, "unknown_component"), (12, 4, "not_finite"), (13, 5, "not_finite"), (14, 6, "non_positive_error")],
            receipt.GetProperty("refused").EnumerateArray().Select(refused => (
                refused.GetProperty("sequence").GetInt32(), refused.GetProperty("line").GetInt32(),
                refused.GetProperty("reason").GetString()!)));
    }

    [Theory]
    [InlineData("application/json", """{"time":1}""", 400, "an array was expected")]
    [InlineData("application/json", """[{"time":1,"component":"u1","value":"2","error_std":0.5}]""", 400, "$[0].value")]
    [InlineData("application/json", """[{"time":1,"component":"u1","value":2,"err_std":0.5}]""", 400, "err_std")]
    [InlineData("application/json", """[{"time":1,"component":"u1"}]""", 400, "expected")]
    [InlineData("application/json", """[null]""", 400, "expected")]
    [InlineData("application/json", """[{"time":1,"component":null,"value":2,"error_std":0.5}]""", 400, "component")]
    [InlineData("application/json", "[", 400, "expected")]
    [InlineData("application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 400, "expected")]
    [InlineData("application/x-ndjson", "{}\n{\"time\":", 400, "body:1")]
    [InlineData("text/csv", "time,component,value\n", 400, "body:1: column 'error_std'")]
    [InlineData("text/csv", "time,component,value,error_std\n1,u1,x,2\n", 400, "body:2: column 'value': expected a number, found 'x'")]
    [InlineData("text/csv", "track,time,component,value,error_std\nother,1,u1,1,2\n", 400, "the track is 'other'")]
    [InlineData("text/plain", "1 2 3", 415, "expected text/csv, application/json, application/x-ndjson")]
    public async Task A_malformed_body_is_refused_whole_with_its_place(string mediaType, string body, int status, string words)
    {
        var track = await api.NewTrackAsync();
        using var response = await PostAsync(track, Bodies.Text(body, mediaType), "writer=w&sequence=0");
        await response.AssertProblemAsync((HttpStatusCode)status, words);
        using var after = await api.Http.GetAsync($"v1/tracks/{track}", Cancel);
        Assert.Equal(0, (await after.ReadAsync()).GetProperty("writers").GetArrayLength());
    }

    [Theory]
    [InlineData("sequence=0", "writer")]
    [InlineData("writer=w", "sequence")]
    [InlineData("writer=w&sequence=first", "sequence")]
    public async Task Writer_and_sequence_are_asked_for(string query, string words)
    {
        var track = await api.NewTrackAsync();
        using var response = await PostAsync(track, Bodies.Text(Written("text/csv"), "text/csv"), query);
        await response.AssertProblemAsync(HttpStatusCode.BadRequest, words);
    }

    [Theory]
    [InlineData("writer=w&sequence=-1", "-1")]
    [InlineData("writer=%20&sequence=0", "no writer id")]
    public async Task A_batch_that_is_none_is_refused_in_the_services_words(string query, string words)
    {
        var track = await api.NewTrackAsync();
        using var response = await PostAsync(track, Bodies.Text(Written("text/csv"), "text/csv"), query);
        await response.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, words);
    }

    [Fact]
    public async Task An_unknown_track_is_not_found()
    {
        using var response = await PostAsync("nosuch", Bodies.Text(Written("text/csv"), "text/csv"), "writer=w&sequence=0");
        await response.AssertProblemAsync(HttpStatusCode.NotFound, "nosuch");
    }

    private static string Written(string mediaType) => mediaType switch
    {
        "application/json" => Bodies.AsJson(Smooth),
        "text/csv" => Bodies.AsCsv(Smooth),
        _ => string.Join('\n', Smooth.Select(Bodies.AsLine)),
    };

    private static (int Accepted, int Duplicates, int Next) Counts(System.Text.Json.JsonElement receipt) => (
        receipt.GetProperty("accepted").GetInt32() + receipt.GetProperty("refused").GetArrayLength(),
        receipt.GetProperty("duplicates").GetInt32(), receipt.GetProperty("next_sequence").GetInt32());

    private async Task<System.Text.Json.JsonElement> SendAsync(string track, HttpContent body, long sequence = 0)
    {
        using var response = await PostAsync(track, body, $"writer=w&sequence={sequence}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return await response.ReadAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string track, HttpContent body, string query) =>
        api.Http.PostAsync($"v1/tracks/{track}/observations?{query}", body, Cancel);
}
