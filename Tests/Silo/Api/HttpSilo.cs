using NeuralDA.Client;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>A silo that serves HTTP in a way that one test asks for.</summary>
internal sealed class HttpSilo : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SiloOptions _options;
    private SiloHost? _silo;

    private HttpSilo(HttpOptions http, byte[] prior, AccessOptions access)
    {
        var priors = Directory.CreateDirectory(_folder.File("priors")).FullName;
        File.WriteAllBytes(Path.Combine(priors, "any.safetensors"), prior);
        _options = SiloOptions.Embedded(_folder.File("data")) with
        {
            PriorsFolder = priors, Access = access, Http = http with { Listen = "127.0.0.1:0" },
        };
    }

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    /// <summary>Starts one with a prior, by default one whose analyses do not matter.</summary>
    public static async Task<HttpSilo> StartAsync(HttpOptions http, byte[]? prior = null, AccessOptions? access = null)
    {
        var silo = new HttpSilo(http, prior ?? ServicePriors.Content(1), access ?? new AccessOptions());
        await silo.RestartAsync();
        silo.Http.BaseAddress = silo.Address;
        return silo;
    }

    /// <summary>A client inside its process.</summary>
    public NeuralDAClient Client() => new(_silo!.ClusterClient);

    public async Task StopAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        _silo = null;
    }

    /// <summary>Starts it, again at the same address if it ran before.</summary>
    public async Task RestartAsync()
    {
        _silo = await SiloHost.StartAsync(_options, TestContext.Current.CancellationToken);
        Address = _silo.HttpAddress!;
        _options = _options with { Http = _options.Http! with { Listen = $"{Address.Host}:{Address.Port}" } };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        _folder.Dispose();
    }
}
