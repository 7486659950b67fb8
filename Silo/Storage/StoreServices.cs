using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Windows;
using NeuralDA.Silo.Hosting;
using Orleans.Storage;

namespace NeuralDA.Silo.Storage;

/// <summary>From the configured back end to what the grains use.</summary>
internal static class StoreServices
{
    /// <summary>Opens the configured store.</summary>
    /// <exception cref="SiloStartException">It cannot be used.</exception>
    public static async Task<IStore> OpenAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var store = options.Store;
        return store.Kind switch
        {
            StoreKind.Postgres => await PostgresStore.OpenAsync(store.ConnectionString!, cancellationToken),
            StoreKind.Redis => await RedisStore.OpenAsync(store.ConnectionString!, options.ServiceId),
            _ => SqliteStore.Open(DataFolder.Open(options.DataFolder, store.Shared)),
        };
    }

    /// <summary>Adds grain states and the log of analyses in the <see cref="IStore"/> that the caller registers.</summary>
    public static ISiloBuilder AddStorage(this ISiloBuilder silo, RetentionOptions retention)
    {
        silo.Services.AddSingleton(retention);
        silo.Services.AddSingleton<AnalysisLog>();
        silo.Services.AddSingleton<IAnalysisLog>(services => services.GetRequiredService<AnalysisLog>());
        silo.Services.AddKeyedSingleton<IGrainStorage, GrainStateStorage>("Default");
        silo.Services.AddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>("Default"));
        return silo;
    }
}
