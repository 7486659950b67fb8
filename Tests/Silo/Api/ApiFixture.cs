using System.Net.Http.Headers;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>A silo that serves HTTP on a free port, with the keys of two tenants and of an operator.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    internal const string Reader = "reader-key";
    internal const string Writer = "writer-key";
    internal const string Other = "other-key";
    internal const string Operator = "operator-key";
    internal const int MaximumRequestBytes = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly List<HttpClient> _clients = [];
    private int _names;

    internal SiloHost Silo { get; private set; } = null!;

    internal Uri Address => Silo.HttpAddress!;

    /// <summary>A client of the tenant "acme" that may read and write.</summary>
    internal HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var priors = Directory.CreateDirectory(_folder.File("priors")).FullName;
        File.WriteAllBytes(Path.Combine(priors, "any.safetensors"), ServicePriors.Content(1));
        Silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.File("data")) with
        {
            PriorsFolder = priors,
            Http = new HttpOptions { Listen = "127.0.0.1:0", MaximumRequestBytes = MaximumRequestBytes },
            Access = new AccessOptions
            {
                ApiKeys =
                [
                    Key(Reader, "acme", Rights.Read), Key(Writer, "acme", Rights.Read | Rights.Write),
                    Key(Other, "umbrella", Rights.Read | Rights.Write), Key(Operator, "", Rights.Read | Rights.Write | Rights.Manage),
                ],
            },
        });
        Http = ClientOf(Writer);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Silo.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A client with a key, or without.</summary>
    internal HttpClient ClientOf(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _clients.Add(client);
        return client;
    }

    /// <summary>Creates a track that no other test uses.</summary>
    internal async Task<string> NewTrackAsync()
    {
        var track = $"track-{Interlocked.Increment(ref _names)}";
        using var created = await Http.PutAsync($"v1/tracks/{track}", Bodies.Json($$"""{"prior_name":"{{ServicePriors.Name}}"}"""));
        created.EnsureSuccessStatusCode();
        return track;
    }

    private static ApiKeyOptions Key(string key, string tenant, Rights rights) =>
        new() { Name = key, Hash = ApiKeyOptions.HashOf(key), Tenant = tenant, Rights = rights };
}
