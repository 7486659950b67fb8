using System.Net;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

public sealed class TracksOverHttpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Options = """{"prior_name":"lorenz63","shift_steps":8,"gross_error_threshold":4}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_track_is_created_once_and_again_with_the_same_options()
    {
        for (var i = 0; i < 2; i++)
        {
            using var created = await api.Http.PutAsync("v1/tracks/station 7", Bodies.Json(Options), Cancel);
            Assert.Equal(HttpStatusCode.OK, created.StatusCode);
            var status = await created.ReadAsync();
            Assert.Equal("station 7", status.GetProperty("track").GetString());
            Assert.Equal(8, status.GetProperty("options").GetProperty("shift_steps").GetInt32());
        }
        using var other = await api.Http.PutAsync("v1/tracks/station 7", Bodies.Json("""{"prior_name":"lorenz63"}"""), Cancel);
        await other.AssertProblemAsync(HttpStatusCode.Conflict, "other options");
    }

    [Theory]
    [InlineData("""{"prior_name":"nosuch"}""", 404, "nosuch")]
    [InlineData("""{"prior_name":"lorenz63","shift_steps":0}""", 422, "expected 1..32")]
    [InlineData("""{"prior_name":"lorenz63","shift":8}""", 400, "shift")]
    [InlineData("""{"prior_name":null}""", 400, "prior_name")]
    [InlineData("{}", 400, "prior_name")]
    [InlineData("""{"prior_name":"lorenz63","shift_steps":1e99}""", 400, "shift_steps")]
    [InlineData("not json", 400, "")]
    [InlineData("", 400, "")]
    public async Task Options_that_cannot_be_used_are_told(string options, int status, string words)
    {
        using var response = await api.Http.PutAsync("v1/tracks/never", Bodies.Json(options), Cancel);
        await response.AssertProblemAsync((HttpStatusCode)status, words);
    }

    [Fact]
    public async Task Tracks_are_listed_page_by_page()
    {
        string[] tracks = ["page-a", "page-b", "page-c"];
        foreach (var track in tracks)
            (await api.Http.PutAsync($"v1/tracks/{track}", Bodies.Json(Options), Cancel)).EnsureSuccessStatusCode().Dispose();

        using var first = await api.Http.GetAsync("v1/tracks?prefix=page-&limit=2", Cancel);
        var page = await first.ReadAsync();
        Assert.Equal("page-b", page.GetProperty("next").GetString());
        using var second = await api.Http.GetAsync("v1/tracks?prefix=page-&limit=2&after=page-b", Cancel);
        var last = await second.ReadAsync();
        Assert.Equal("page-c", Assert.Single(last.GetProperty("tracks").EnumerateArray()).GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, last.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Health_is_told_without_a_key()
    {
        using var anybody = api.ClientOf(key: null);
        Assert.Equal("Healthy", await anybody.GetStringAsync("health/live", Cancel));
        Assert.Equal("Healthy", await anybody.GetStringAsync("health/ready", Cancel));
    }

    [Fact]
    public async Task The_document_of_the_api_is_OpenAPI_3_1_and_names_every_operation()
    {
        using var response = await api.Http.GetAsync("openapi/v1.json", Cancel);
        var document = await response.ReadAsync();
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString()!, StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("security").EnumerateArray());
        });
        Assert.Contains(operations, operation => operation.Value.GetProperty("operationId").GetString() == "streamAnalyses");
        Assert.Contains("scalar", await api.Http.GetStringAsync("docs", Cancel), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Priors_are_published_promoted_rolled_back_and_downloaded()
    {
        using var http = api.ClientOf(ApiFixture.Operator);
        using (var published = await http.PostAsync("v1/priors/lorenz63/versions", new ByteArrayContent(ServicePriors.Content(2)), Cancel))
            Assert.Equal(2, (await published.ReadAsync()).GetProperty("version").GetInt32());
        using (var promoted = await http.PostAsync("v1/priors/lorenz63/promote?version=2", null, Cancel))
            Assert.Equal(2, (await promoted.ReadAsync()).GetProperty("current_version").GetInt32());
        Assert.Equal(ServicePriors.Content(2), await http.GetByteArrayAsync("v1/priors/lorenz63/versions/2", Cancel));
        using (var back = await http.PostAsync("v1/priors/lorenz63/rollback", null, Cancel))
            Assert.Equal(1, (await back.ReadAsync()).GetProperty("current_version").GetInt32());
        using (var list = await http.GetAsync("v1/priors", Cancel))
            Assert.Equal("lorenz63", (await list.ReadAsync()).GetProperty("priors")[0].GetString());

        using var foreign = await http.PostAsync("v1/priors/lorenz63/versions", new ByteArrayContent([1, 2, 3]), Cancel);
        await foreign.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "not a prior");
        using var shape = await http.PostAsync("v1/priors/lorenz63/versions", new ByteArrayContent(ServicePriors.OtherShape), Cancel);
        await shape.AssertProblemAsync(HttpStatusCode.Conflict, "components");
        using var missing = await http.GetAsync("v1/priors/lorenz63/versions/9", Cancel);
        await missing.AssertProblemAsync(HttpStatusCode.NotFound, "no version 9");
    }
}
