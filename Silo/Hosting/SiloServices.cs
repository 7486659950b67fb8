using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains;
using NeuralDA.Grains.Windows;
using NeuralDA.Silo.Storage;
using Orleans.Configuration;
using Orleans.Storage;

namespace NeuralDA.Silo.Hosting;

/// <summary>What makes an Orleans silo a NeuralDA silo.</summary>
internal static class SiloServices
{
    // What a grain asks of another on a silo that died fails only then; Orleans' 30 s would stop a track for as long.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the grains and their storage in the <see cref="SqliteDatabase"/> that the caller registers.</summary>
    public static ISiloBuilder AddNeuralDA(this ISiloBuilder silo)
    {
        silo.Services.AddNeuralDAGrains();
        silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = CallTimeout);
        silo.Services.AddSingleton<IAnalysisLog, SqliteAnalysisLog>();
        silo.Services.AddKeyedSingleton<IGrainStorage, SqliteGrainStorage>("Default");
        silo.Services.AddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>("Default"));
        return silo;
    }
}
