using System.Net;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Silo.Hosting;

public sealed class HealthTests
{
    private static readonly HttpOptions Anywhere = new() { Listen = "127.0.0.1:0", Development = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    [InlineData(StoreKind.Redis)]
    public async Task A_silo_says_that_it_lives_and_is_ready(StoreKind kind)
    {
        await using var backEnd = await BackEnd.StartAsync(kind);
        var options = await backEnd.NewClusterAsync() with { Http = Anywhere };
        await using var silo = await SiloHost.StartAsync(options, Cancel);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(silo, "live")).Status);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(silo, "ready"));
    }

    [Fact]
    public async Task A_silo_without_its_database_lives_and_is_not_ready()
    {
        var backEnd = await BackEnd.StartAsync(StoreKind.Redis);
        var options = await backEnd.NewClusterAsync() with { Http = Anywhere };
        await using var silo = await SiloHost.StartAsync(options, Cancel);
        await backEnd.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(silo, "live")).Status);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(silo, "ready"));
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(SiloHost silo, string what)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(silo.HttpAddress!, $"/health/{what}"), Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
