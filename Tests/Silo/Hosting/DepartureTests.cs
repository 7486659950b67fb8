using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Silo.Hosting;

public sealed class DepartureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Calls_that_nobody_repeats_come_back_while_one_silo_after_the_other_leaves()
    {
        var options = SiloOptions.Embedded(_folder.Path) with { Store = new StoreOptions { Shared = true } };
        var silos = new List<SiloHost>();
        for (var i = 0; i < 3; i++) silos.Add(await SiloHost.StartAsync(options, Cancel));
        using var connection = await ClusterConnection.OpenAsync(new ClientOptions { Gateways = [.. silos.Select(silo => silo.Gateway)] }, Cancel);
        var grains = ClusterConnection.ClientOf(connection);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var calling = Enumerable.Range(0, 2).Select(_ => CallAsync(grains, enough.Token)).ToList();

        await silos[0].DisposeAsync();
        await silos[1].DisposeAsync();
        await enough.CancelAsync();

        Assert.All(await Task.WhenAll(calling), calls => Assert.InRange(calls, 1, int.MaxValue));
        await connection.StopAsync(Cancel);
        await silos[2].DisposeAsync();
    }

    [Fact]
    public async Task A_silo_alone_that_is_told_to_end_has_no_errors_to_tell()
    {
        var silo = await SiloProcess.StartAsync(_folder.File("data"), Cancel);
        Assert.Equal(0, await silo.StopAsync());
        await silo.DisposeAsync();
        Assert.Equal($"silo stopping; everything acknowledged is in {_folder.File("data")}", Assert.Single(silo.Printed));
    }

    private static async Task<int> CallAsync(IGrainFactory grains, CancellationToken enough)
    {
        var calls = 0;
        for (; !enough.IsCancellationRequested; calls++) Assert.Empty(await grains.ListAsync(CatalogShards.Tracks));
        return calls;
    }
}
