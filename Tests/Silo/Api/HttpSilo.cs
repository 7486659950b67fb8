using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>A silo that serves HTTP in a way that one test asks for.</summary>
internal sealed class HttpSilo : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly SiloHost _silo;

    private HttpSilo(TemporaryFolder folder, SiloHost silo)
    {
        (_folder, _silo) = (folder, silo);
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address => _silo.HttpAddress!;

    public HttpClient Http { get; }

    public static async Task<HttpSilo> StartAsync(HttpOptions http)
    {
        var folder = new TemporaryFolder();
        var priors = Directory.CreateDirectory(folder.File("priors")).FullName;
        File.WriteAllBytes(Path.Combine(priors, "any.safetensors"), ServicePriors.Content(1));
        return new HttpSilo(folder, await SiloHost.StartAsync(
            SiloOptions.Embedded(folder.File("data")) with { PriorsFolder = priors, Http = http with { Listen = "127.0.0.1:0" } },
            TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _silo.DisposeAsync();
        _folder.Dispose();
    }
}
