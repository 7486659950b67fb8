using System.Net;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>What others should not get: each is refused with the right status, and the silo goes on.</summary>
public sealed class AttackTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Csv = "time,component,value,error_std\n0.1,u1,1,0.5\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJhY21lIn0.")]
    public async Task Without_a_key_every_route_of_the_API_is_closed(string? key)
    {
        using var http = api.ClientOf(null);
        if (key is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var description = await http.GetAsync("openapi/v1.json", Cancel);
        var operations = (await description.ReadAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, Method: operation.Name))).ToList();
        Assert.True(operations.Count >= 13);
        foreach (var (path, method) in operations)
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(method.ToUpperInvariant()), path.Replace("{version}", "1", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x'));
            using var response = await http.SendAsync(request, Cancel);
            await response.AssertProblemAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Rights_are_not_more_than_granted()
    {
        var track = await api.NewTrackAsync();
        using var reader = api.ClientOf(ApiFixture.Reader);
        using var read = await reader.GetAsync($"v1/tracks/{track}", Cancel);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var write = await PostAsync(reader, track, Bodies.Text(Csv, "text/csv"));
        await write.AssertProblemAsync(HttpStatusCode.Forbidden);
        using var manage = await api.Http.PostAsync("v1/priors/lorenz63/promote?version=1", null, Cancel);
        await manage.AssertProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_tenant_can_neither_see_nor_name_the_tracks_of_another()
    {
        var track = await api.NewTrackAsync();
        using var other = api.ClientOf(ApiFixture.Other);
        foreach (var name in new[] { track, $"acme%2F{track}", $"..%2Facme%2F{track}", $"acme%5C{track}", $"acme%252F{track}", $"%00{track}" })
        {
            using var response = await other.GetAsync($"v1/tracks/{name}", Cancel);
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
            Assert.DoesNotContain("accepted", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        using var list = await other.GetAsync("v1/tracks?limit=1000", Cancel);
        Assert.Empty((await list.ReadAsync()).GetProperty("tracks").EnumerateArray());

        using var everybodys = api.ClientOf(ApiFixture.Operator);
        using var without = await everybodys.GetAsync($"v1/tracks/acme%2F{track}", Cancel);
        await without.AssertProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("X-Original-URL", "/v1/priors")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-Tenant", "acme")]
    public async Task Headers_that_other_servers_trust_change_nothing(string header, string value)
    {
        using var http = api.ClientOf(null);
        http.DefaultRequestHeaders.Add(header, value);
        using var response = await http.GetAsync("v1/tracks", Cancel);
        await response.AssertProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_of_another_site_is_refused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/priors/lorenz63/rollback");
        request.Headers.TryAddWithoutValidation(header, value);
        using var http = api.ClientOf(ApiFixture.Operator);
        using var response = await http.SendAsync(request, Cancel);
        await response.AssertProblemAsync(HttpStatusCode.Forbidden, "another site");
    }

    [Fact]
    public async Task A_body_that_unpacks_to_more_than_allowed_is_cut_off()
    {
        var track = await api.NewTrackAsync();
        var bomb = Bodies.Packed(new byte[100 << 20], "text/csv");
        Assert.True((await bomb.ReadAsByteArrayAsync(Cancel)).Length < ApiFixture.MaximumRequestBytes);
        using var response = await PostAsync(api.Http, track, bomb);
        await response.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_longer_than_allowed_is_refused()
    {
        var track = await api.NewTrackAsync();
        // It asks before it sends: an answer in the middle of a body would race with the body.
        using var asking = api.ClientOf(ApiFixture.Writer);
        asking.DefaultRequestHeaders.ExpectContinue = true;
        using var response = await PostAsync(asking, track, Bodies.Text(new string('1', 2 << 20), "text/csv"));
        await response.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        using var http = api.ClientOf(ApiFixture.Operator);
        using var prior = await http.PostAsync("v1/priors/lorenz63/versions", new ByteArrayContent(new byte[2 << 20]), Cancel);
        await prior.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "not a prior");
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.BadRequest)]
    [InlineData("zip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("gzip, gzip", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_that_is_not_packed_as_it_says_is_refused(string encoding, HttpStatusCode status)
    {
        var track = await api.NewTrackAsync();
        var body = Bodies.Text(Csv, "text/csv");
        body.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await PostAsync(api.Http, track, body);
        await response.AssertProblemAsync(status);
    }

    [Fact]
    public async Task Deep_JSON_long_names_and_huge_numbers_are_refused()
    {
        var track = await api.NewTrackAsync();
        var deep = string.Concat(Enumerable.Repeat("""{"time":""", 100_000));
        foreach (var mediaType in new[] { "application/json", "application/x-ndjson" })
        {
            using var response = await PostAsync(api.Http, track, Bodies.Text(deep, mediaType));
            await response.AssertProblemAsync(HttpStatusCode.BadRequest);
        }
        using var created = await api.Http.PutAsync("v1/tracks/deep", Bodies.Json(deep), Cancel);
        await created.AssertProblemAsync(HttpStatusCode.BadRequest);
        using var name = await api.Http.GetAsync($"v1/tracks/{new string('n', 2000)}", Cancel);
        await name.AssertProblemAsync(HttpStatusCode.BadRequest, "1..128 characters");
        using var number = await api.Http.GetAsync($"v1/tracks/{track}/analyses?from={new string('9', 500)}", Cancel);
        await number.AssertProblemAsync(HttpStatusCode.BadRequest, "from");
        using var sequence = await api.Http.PostAsync(
            $"v1/tracks/{track}/observations?writer=w&sequence={long.MaxValue}", Bodies.Text(Csv, "text/csv"), Cancel);
        await sequence.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "first sequence");
    }

    [Fact]
    public async Task A_long_header_is_refused()
    {
        using var http = api.ClientOf(new string('k', 64 << 10));
        using var response = await http.GetAsync("v1/tracks", Cancel);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_writer_with_a_long_name_is_refused()
    {
        var track = await api.NewTrackAsync();
        using var response = await api.Http.PostAsync(
            $"v1/tracks/{track}/observations?writer={new string('w', 1000)}&sequence=0", Bodies.Text(Csv, "text/csv"), Cancel);
        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "writer");
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string track, HttpContent body) =>
        http.PostAsync($"v1/tracks/{track}/observations?writer=w&sequence=0", body, Cancel);
}
