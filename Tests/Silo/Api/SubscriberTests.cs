using System.Net;
using System.Net.Sockets;
using System.Text;
using NeuralDA.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>Many subscribers on one silo; <c>neuralda bench sse</c> measures a thousand.</summary>
public sealed class SubscriberTests
{
    private const int Subscribers = 100, Batches = 12, BatchSize = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_subscriber_gets_every_analysis_while_one_does_not_read()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions { Development = true });
        using var created = await silo.Http.PutAsync("v1/tracks/t", Bodies.Json($$"""{"prior_name":"{{ServicePriors.Name}}"}"""), Cancel);
        created.EnsureSuccessStatusCode();
        using var idle = await SubscribeAndStopReadingAsync(silo.Address);

        using var http = new HttpClient { BaseAddress = silo.Address };
        var streams = await Task.WhenAll(Enumerable.Range(0, Subscribers).Select(_ => http.GetStreamAsync("v1/tracks/t/analyses/stream", Cancel)));
        var last = new TaskCompletionSource<long>();
        var reading = streams.Select(stream => ReadAsync(stream, last.Task)).ToArray();

        var observations = ObservationStreams.Smooth(Batches * BatchSize, windows: Batches * 4);
        var newest = 0L;
        foreach (var (i, batch) in observations.Chunk(BatchSize).Index())
        {
            using var sent = await silo.Http.PostAsync(
                $"v1/tracks/t/observations?writer=w&sequence={i * BatchSize}", Bodies.Json(Bodies.AsJson(batch)), Cancel);
            newest = (await sent.ReadAsync()).GetProperty("last_analysis_sequence").GetInt64();
        }
        last.SetResult(newest);
        Assert.True(newest > Batches);
        Assert.All(await Task.WhenAll(reading), seen => Assert.Equal(Enumerable.Range(1, (int)newest).Select(i => (long)i), seen));
    }

    [Fact]
    public async Task One_subscriber_too_many_is_refused_and_room_is_made_when_one_leaves()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions { Development = true, MaximumSubscribers = 2 });
        using var created = await silo.Http.PutAsync("v1/tracks/t", Bodies.Json($$"""{"prior_name":"{{ServicePriors.Name}}"}"""), Cancel);
        created.EnsureSuccessStatusCode();
        var first = await silo.Http.GetStreamAsync("v1/tracks/t/analyses/stream", Cancel);
        await using var second = await silo.Http.GetStreamAsync("v1/tracks/t/analyses/stream", Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(silo.Http));
        await first.DisposeAsync();
        var status = HttpStatusCode.TooManyRequests;
        while (status == HttpStatusCode.TooManyRequests) status = await StatusAsync(silo.Http);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var response = await http.GetAsync("v1/tracks/t/analyses/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
        return response.StatusCode;
    }

    private static async Task<List<long>> ReadAsync(Stream stream, Task<long> last)
    {
        using var reader = new StreamReader(stream);
        var seen = new List<long>();
        while (!(last.IsCompletedSuccessfully && seen.Count > 0 && seen[^1] == await last))
        {
            if (await reader.ReadLineAsync(Cancel) is not { } line) break;
            if (line.StartsWith("id: ", StringComparison.Ordinal)) seen.Add(long.Parse(line[4..], null));
        }
        return seen;
    }

    private static async Task<TcpClient> SubscribeAndStopReadingAsync(Uri address)
    {
        var socket = new TcpClient { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await socket.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /v1/tracks/t/analyses/stream HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"), Cancel);
        return socket;
    }
}
