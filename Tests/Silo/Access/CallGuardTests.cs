using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Access;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Access;

public sealed class CallGuardTests : IAsyncLifetime
{
    private const int MostTracks = 3;
    private static readonly TrackOptions Track = new() { PriorName = ServicePriors.Name };
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private SiloHost _silo = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_folder.File("issuer.pem"), _issuer.ExportSubjectPublicKeyInfoPem());
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(_folder.File("priors")).FullName, "any.safetensors"), ServicePriors.Content(1));
        _silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.File("data")) with
        {
            PriorsFolder = _folder.File("priors"),
            Load = new LoadOptions { TracksPerTenant = MostTracks },
            Access = new AccessOptions
            {
                SiloSecret = new string('s', AccessOptions.ShortestSecret),
                ApiKeys =
                [
                    Key("writer", "acme", Rights.Read | Rights.Write), Key("reader", "acme", Rights.Read),
                    Key("other", "umbrella", Rights.Read | Rights.Write), Key("operator", "", Rights.Read | Rights.Manage),
                ],
                Jwt = new JwtOptions { Issuer = "https://issuer.example", Audience = "neuralda", PublicKeyFile = _folder.File("issuer.pem") },
            },
        }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _issuer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tenant_has_its_tracks_to_itself()
    {
        await using var writer = await ConnectAsync("writer");
        await writer.CreateTrackAsync("acme/t", Track, Cancel);
        await writer.IngestAsync("acme/t", new ObservationBatch("w", 0, [ObservationStreams.At(0.1)]), Cancel);
        await using var reader = await ConnectAsync("reader");
        Assert.Equal("acme/t", (await reader.LatestAsync("acme/t", Cancel))!.Track);
        await foreach (var analysis in reader.Analyses("acme/t").WithCancellation(Cancel))
        {
            Assert.Equal(1, analysis.Sequence);
            break;
        }

        await using var other = await ConnectAsync("other");
        await other.CreateTrackAsync("umbrella/t", Track, Cancel);
        Assert.Equal(["umbrella/t"], await other.ListTracksAsync(Cancel));
        Assert.Equal(["acme/t"], await reader.ListTracksAsync(Cancel));
        await RefusedAsync(() => other.StatusAsync("acme/t", Cancel), "'other' reaches 'umbrella/NAME'");
        await RefusedAsync(() => other.IngestAsync("acme/t", new ObservationBatch("w", 1, [ObservationStreams.At(0.2)]), Cancel), "acme/t");
        await RefusedAsync(() => NextAsync(other, "acme/t"), "acme/t");
        await RefusedAsync(() => other.StatusAsync("plain", Cancel), "plain");
        Assert.Equal(1, (await writer.StatusAsync("acme/t", Cancel)).Accepted);
    }

    [Fact]
    public async Task Each_call_takes_its_right()
    {
        await using var reader = await ConnectAsync("reader");
        await RefusedAsync(() => reader.CreateTrackAsync("acme/r", Track, Cancel), "the right to write");
        await using var writer = await ConnectAsync("writer");
        await RefusedAsync(() => writer.PublishPriorContentAsync("mine", ServicePriors.Content(2), Cancel), "the right to manage");
        await RefusedAsync(() => writer.RollbackPriorAsync(ServicePriors.Name, Cancel), "the right to manage");
        Assert.Single((await writer.PriorAsync(ServicePriors.Name, Cancel)).Versions);
        await using var manager = await ConnectAsync("operator");
        Assert.Equal(2, (await manager.PublishPriorContentAsync(ServicePriors.Name, ServicePriors.Content(2), Cancel)).Version);
        await RefusedAsync(() => manager.CreateTrackAsync("plain", Track, Cancel), "the right to write");
    }

    [Fact]
    public async Task A_signed_token_is_as_good_as_a_key_and_a_forged_one_is_not()
    {
        await using var client = await ConnectAsync(Token(_issuer));
        await client.CreateTrackAsync("acme/j", Track, Cancel);
        Assert.Equal("acme/j", (await client.StatusAsync("acme/j", Cancel)).Track);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var wrong in new[] { Token(stranger), "guess", null })
        {
            await using var unknown = await ConnectAsync(wrong);
            await RefusedAsync(() => unknown.StatusAsync("acme/j", Cancel), wrong is null ? "none came" : "does not know the caller");
        }
    }

    [Fact]
    public async Task Calls_between_silos_are_not_for_clients()
    {
        var options = new ClientOptions { Gateways = [_silo.Gateway], Token = "operator" };
        using var host = await ClusterConnection.OpenAsync(options, Cancel);
        var management = ClusterConnection.ClientOf(host).GetGrain<IManagementGrain>(0);
        await RefusedAsync(() => management.GetHosts(), "between silos");
        await RefusedAsync(() => management.ForceActivationCollection(TimeSpan.Zero), "between silos");
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_tenant_has_so_many_tracks_and_no_more()
    {
        await using var client = await ConnectAsync("other");
        for (var i = 0; i < MostTracks; i++) await client.CreateTrackAsync($"umbrella/{i}", Track, Cancel);
        var error = await Assert.ThrowsAsync<InvalidTrackException>(() => client.CreateTrackAsync("umbrella/more", Track, Cancel));
        Assert.Contains("'umbrella' has 3 tracks", error.Message, StringComparison.Ordinal);
        await client.CreateTrackAsync("umbrella/0", Track, Cancel);
        await using var writer = await ConnectAsync("writer");
        await writer.CreateTrackAsync("acme/0", Track, Cancel);
    }

    [Fact]
    public async Task What_is_larger_than_a_message_is_not_sent()
    {
        var options = new ClientOptions { Gateways = [_silo.Gateway], Token = "operator", MaximumMessageBytes = 1 << 20 };
        await using var client = await NeuralDAClient.ConnectAsync(options, Cancel);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.PublishPriorContentAsync("p", new byte[1 << 20], Cancel));
        Assert.Contains("1048576 bytes", error.Message, StringComparison.Ordinal);
    }

    private async Task<NeuralDAClient> ConnectAsync(string? token) =>
        await NeuralDAClient.ConnectAsync(new ClientOptions { Gateways = [_silo.Gateway], Token = token }, Cancel);

    private static async Task RefusedAsync(Func<Task> call, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<AccessDeniedException>(call)).Message, StringComparison.Ordinal);

    private static async Task NextAsync(NeuralDAClient client, string track)
    {
        await using var feed = client.Analyses(track).GetAsyncEnumerator(Cancel);
        await feed.MoveNextAsync();
    }

    private static string Token(ECDsa key) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://issuer.example", Audience = "neuralda",
        Claims = new Dictionary<string, object> { ["tenant"] = "acme", ["rights"] = "read write" },
        SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
    });

    private static ApiKeyOptions Key(string key, string tenant, Rights rights) =>
        new() { Name = key, Hash = ApiKeyOptions.HashOf(key), Tenant = tenant, Rights = rights };
}
