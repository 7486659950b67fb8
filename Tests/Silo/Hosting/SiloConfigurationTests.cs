using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Hosting;

public sealed class SiloConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_sets_every_kind_of_option()
    {
        var options = SiloConfiguration.Load(Write("""
            {
                "Store": { "Kind": "Postgres", "ConnectionString": "Host=h", "Retention": { "Count": 7, "Age": "30.00:00:00" } },
                "ListenAddress": "0.0.0.0", "Http": { "Development": true }, "ClusterId": "north",
                "Membership": { "ProbeTimeout": "00:00:02" }, "Load": { "BatchesInWork": 9 }, "Inference": { "Threads": 3 } }
            """));
        Assert.Equal((StoreKind.Postgres, "Host=h"), (options.Store.Kind, options.Store.ConnectionString));
        Assert.Equal(new RetentionOptions { Count = 7, Age = TimeSpan.FromDays(30) }, options.Store.Retention);
        Assert.Equal(("0.0.0.0", true, "north"), (options.ListenAddress, options.Http!.Development, options.ClusterId));
        Assert.Equal((TimeSpan.FromSeconds(2), 9, 3),
            (options.Membership.ProbeTimeout, options.Load.BatchesInWork, options.Inference.Threads));
        Assert.Equal(new MembershipOptions().MissedProbes, options.Membership.MissedProbes);
    }

    [Theory]
    [InlineData("""{ "Store": { "Knd": "Redis" } }""", "Knd")]
    [InlineData("""{ "Store": { "Kind": "Oracle" } }""", "Oracle")]
    [InlineData("""{ "SiloPort": "many" }""", "many")]
    [InlineData("not json", "settings.json")]
    public void A_setting_that_is_none_is_named(string json, string named)
    {
        var error = Assert.Throws<SiloStartException>(() => SiloConfiguration.Load(Write(json)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<SiloStartException>(() => SiloConfiguration.Load(_folder.File("nowhere.json")));
        Assert.Contains("nowhere.json", error.Message, StringComparison.Ordinal);
    }

    private string Write(string json)
    {
        File.WriteAllText(_folder.File("settings.json"), json);
        return _folder.File("settings.json");
    }
}
