using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Cluster;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support.Servers;
using Npgsql;

namespace NeuralDA.Tests.Deployment;

/// <summary>The silos of docker-compose.yml as processes: its settings, with the addresses of its network mapped to loopback.</summary>
public class ComposedClusterTests
{
    private const string Key = "a key of the operator";
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["POSTGRES_PASSWORD"] = "a password",
        ["NEURALDA_SILO_SECRET"] = new string('s', AccessOptions.ShortestSecret),
        ["NEURALDA_KEY_HASH"] = ApiKeyOptions.HashOf(Key),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_silos_with_the_settings_of_the_file_are_one_cluster_and_serve_one_track()
    {
        await using var postgres = await BackEnd.StartAsync(StoreKind.Postgres);
        var database = (await postgres.NewClusterAsync()).Store.ConnectionString!;
        var file = ComposeFile.Read();
        var places = file.Services.Where(service => service.Value.Build is not null)
            .Select(service => Place.Of(service.Value, database)).ToList();
        Assert.Equal(3, places.Count);
        // All at once, as compose starts them: one of them makes the tables.
        var silos = await Task.WhenAll(places.Select(place => SiloProcess.StartAsync(place.Settings, Cancel)));
        try
        {
            await RequireOneClusterAsync(IPEndPoint.Parse(silos[0].Gateway));
            using var http = new HttpClient();
            foreach (var place in places)
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(place.Health, Cancel)).StatusCode);
            await RequireOneTrackAsync(http, places);
            foreach (var silo in silos) Assert.Equal(0, await silo.StopAsync());
        }
        finally
        {
            foreach (var silo in silos) await silo.DisposeAsync();
        }
    }

    private static async Task RequireOneClusterAsync(IPEndPoint gateway)
    {
        using var connection = await ClusterConnection.OpenAsync(new ClientOptions { Gateways = [gateway], Token = Key }, Cancel);
        Assert.Equal(3, (await ClusterConnection.ClientOf(connection).GetGrain<IGatewaysGrain>(0).ListAsync()).Length);
        await connection.StopAsync(Cancel);
    }

    /// <summary>What is sent to one silo is analysed by the cluster and read from another.</summary>
    private static async Task RequireOneTrackAsync(HttpClient http, List<Place> places)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(places[0].Http, "v1/tracks"), Cancel)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var created = await http.PutAsJsonAsync(new Uri(places[0].Http, "v1/tracks/buoy"), new { prior_name = "lorenz63" }, Cancel);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Cancel));
        var observations = new[] { new { time = 0.1, component = "u1", value = -3.2, error_std = 0.5 } };
        using var sent = await http.PostAsJsonAsync(
            new Uri(places[1].Http, "v1/tracks/buoy/observations?writer=w&sequence=0"), observations, Cancel);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Cancel));
        var status = await http.GetFromJsonAsync<JsonElement>(new Uri(places[2].Http, "v1/tracks/buoy"), Cancel);
        Assert.Equal(1, status.GetProperty("accepted").GetInt64());
    }

    /// <summary>Where a silo of the file runs on this machine.</summary>
    private sealed record Place(IReadOnlyDictionary<string, string> Settings, Uri Http, Uri Health)
    {
        public static Place Of(ComposeFile.Service service, string database)
        {
            const string Prefix = "NEURALDA_SILO_";
            var settings = service.Environment.ToDictionary(each => each.Key, each => ComposeFile.Resolve(each.Value, Variables));
            var (inside, outside) = (settings[Prefix + "Http__Listen"], $"127.0.0.1:{ServerProcess.FreePort()}");
            settings[Prefix + "Http__Listen"] = outside;
            settings[Prefix + "ListenAddress"] = settings[Prefix + "AdvertisedAddress"] = "127.0.0.1";
            foreach (var port in new[] { "SiloPort", "GatewayPort" })
                settings[Prefix + port] = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
            settings[Prefix + "PriorsFolder"] = Path.Combine(AppContext.BaseDirectory, "priors");
            var (theirs, ours) = (new NpgsqlConnectionStringBuilder(settings[Prefix + "Store__ConnectionString"]),
                new NpgsqlConnectionStringBuilder(database));
            (theirs.Host, theirs.Port, theirs.Database) = (ours.Host, ours.Port, ours.Database);
            settings[Prefix + "Store__ConnectionString"] = theirs.ConnectionString;
            var health = new Uri(service.Healthcheck!.Test[^1]);
            Assert.Equal(IPEndPoint.Parse(inside).Port, health.Port);
            return new Place(settings, new Uri($"http://{outside}/"), new Uri($"http://{outside}{health.AbsolutePath}"));
        }
    }
}
