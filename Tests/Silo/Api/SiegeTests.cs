using System.Net;
using System.Net.Sockets;
using System.Text;
using NeuralDA.Tests.Faults;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>All attacks at once, while someone works: nothing of theirs is lost, and memory stays bounded.</summary>
[Collection(nameof(FaultTests.Alone))]
public sealed class SiegeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Attackers = 8, Rounds = 20, Batches = 20, BatchSize = 10, SlowSockets = 100;
    private const long MostMemory = 128 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_works_loses_nothing_while_others_attack()
    {
        var (track, victim) = (await api.NewTrackAsync(), await api.NewTrackAsync());
        var bomb = await Bodies.Packed(new byte[64 << 20], "text/csv").ReadAsByteArrayAsync(Cancel);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var slow = await Task.WhenAll(Enumerable.Range(0, SlowSockets).Select(_ => DribbleAsync(api.Address)));

        var attacks = Enumerable.Range(0, Attackers).Select(_ => AttackAsync(victim, bomb)).ToArray();
        var accepted = 0;
        foreach (var (i, batch) in ObservationStreams.Smooth(Batches * BatchSize, windows: 10).Chunk(BatchSize).Index())
        {
            using var sent = await api.Http.PostAsync(
                $"v1/tracks/{track}/observations?writer=w&sequence={i * BatchSize}", Bodies.Json(Bodies.AsJson(batch)), Cancel);
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
            accepted += (await sent.ReadAsync()).GetProperty("accepted").GetInt32();
        }
        var statuses = (await Task.WhenAll(attacks)).SelectMany(each => each).Distinct().Order();
        // 200: a number beyond all others is an observation that is not finite, refused alone.
        Assert.Equal([200, 400, 401, 404, 413], statuses);
        foreach (var socket in slow) socket.Dispose();

        Assert.Equal(Batches * BatchSize, accepted);
        using var status = await api.Http.GetAsync($"v1/tracks/{track}", Cancel);
        var last = (await status.ReadAsync()).GetProperty("last_analysis_sequence").GetInt32();
        using var analyses = await api.Http.GetAsync($"v1/tracks/{track}/analyses?limit=1000", Cancel);
        Assert.Equal(Enumerable.Range(1, last), (await analyses.ReadAsync()).EnumerateArray().Select(each => each.GetProperty("sequence").GetInt32()));
        using var untouched = await api.Http.GetAsync($"v1/tracks/{victim}", Cancel);
        Assert.Equal(0, (await untouched.ReadAsync()).GetProperty("accepted").GetInt32());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostMemory);
    }

    private async Task<int[]> AttackAsync(string victim, byte[] bomb)
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[{\"time\":", 20_000)));
        var huge = Encoding.UTF8.GetBytes($$"""[{"time":1e{{new string('9', 100_000)}},"component":"u1","value":1,"error_std":1}]""");
        var statuses = new List<int>();
        using var other = api.ClientOf(ApiFixture.Other);
        using var nobody = api.ClientOf("guess");
        for (var round = 0; round < Rounds; round++)
        {
            statuses.Add(await PostAsync(api.Http, victim, bomb, "text/csv", "gzip"));
            statuses.Add(await PostAsync(api.Http, victim, deep, "application/json"));
            statuses.Add(await PostAsync(api.Http, victim, huge, "application/json"));
            statuses.Add(await PostAsync(nobody, victim, deep, "application/json"));
            statuses.Add(await PostAsync(other, victim, "time,component,value,error_std\n0.1,u1,1,1\n"u8.ToArray(), "text/csv"));
        }
        return [.. statuses];
    }

    private static async Task<int> PostAsync(HttpClient http, string track, byte[] content, string type, string? encoding = null)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null) body.Headers.ContentEncoding.Add(encoding);
        using var response = await http.PostAsync($"v1/tracks/{track}/observations?writer=w&sequence=0", body, Cancel);
        return (int)response.StatusCode;
    }

    private static async Task<TcpClient> DribbleAsync(Uri address)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await socket.GetStream().WriteAsync("POST /v1/tracks/t/observations HTTP/1.1\r\nHost: x\r\nContent-Le"u8.ToArray(), Cancel);
        return socket;
    }
}
