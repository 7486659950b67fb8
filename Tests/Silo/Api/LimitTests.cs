using System.Net;
using System.Net.Sockets;
using System.Text;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

public sealed class LimitTests
{
    private static readonly HttpOptions Development = new() { Development = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_development_callers_on_this_machine_need_no_key_but_must_name_it()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        using var allowed = await silo.Http.GetAsync("v1/priors", Cancel);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/priors") { Headers = { Host = "evil.example" } };
        using var refused = await silo.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0:8080", true, "expected a loopback address")]
    [InlineData("127.0.0.1:8080", false, "nobody could use HTTP")]
    [InlineData("here", true, "expected IP-ADDRESS:PORT")]
    public async Task A_silo_does_not_start_open_to_everyone_or_to_nobody(string listen, bool development, string words)
    {
        using var folder = new TemporaryFolder();
        var options = SiloOptions.Embedded(folder.Path) with { Http = new HttpOptions { Listen = listen, Development = development } };
        var error = await Assert.ThrowsAsync<SiloStartException>(() => SiloHost.StartAsync(options, Cancel));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var folder = new TemporaryFolder();
        var options = SiloOptions.Embedded(folder.Path) with { Http = Development with { Listen = $"{listener.LocalEndpoint}" } };
        var error = await Assert.ThrowsAsync<SiloStartException>(() => SiloHost.StartAsync(options, Cancel));
        Assert.Contains($"{listener.LocalEndpoint}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_or_guesses_too_often_is_told_to_wait()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions { RequestsPerSecond = 3 }, access: new AccessOptions
        {
            ApiKeys = [new ApiKeyOptions { Name = "k", Hash = ApiKeyOptions.HashOf("key") }],
        });
        var statuses = new List<HttpStatusCode>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => silo.Http.GetAsync("v1/tracks", Cancel)));
        foreach (var answer in answers)
        {
            statuses.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) Assert.NotNull(answer.Headers.RetryAfter);
            answer.Dispose();
        }
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], statuses.Distinct().Order());
        Assert.Equal("Healthy", await silo.Http.GetStringAsync("health/live", Cancel));
    }

    [Theory]
    [InlineData("GET /v1/tracks HTTP/1.1\r\nHost: loc")]
    [InlineData("POST /v1/tracks/t/observations?writer=w&sequence=0 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n" +
        "Content-Length: 1000\r\n\r\ntime,")]
    public async Task Who_sends_slowly_is_cut_off(string beginning)
    {
        await using var silo = await HttpSilo.StartAsync(Development with { RequestTimeout = TimeSpan.FromSeconds(1) });
        using var socket = new TcpClient();
        await socket.ConnectAsync(silo.Address.Host, silo.Address.Port, Cancel);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), Cancel);
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(Cancel));
    }
}
