using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains;
using NeuralDA.Grains.Windows;
using NeuralDA.Silo.Storage;
using Orleans.Storage;

namespace NeuralDA.Silo.Hosting;

/// <summary>What makes an Orleans silo a NeuralDA silo.</summary>
internal static class SiloServices
{
    /// <summary>Adds the grains' services and their storage in the <see cref="SqliteDatabase"/> that the caller registers.</summary>
    public static ISiloBuilder AddNeuralDA(this ISiloBuilder silo)
    {
        silo.Services.AddNeuralDAGrains();
        silo.Services.AddSingleton<IAnalysisLog, SqliteAnalysisLog>();
        silo.Services.AddKeyedSingleton<IGrainStorage, SqliteGrainStorage>("Default");
        silo.Services.AddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>("Default"));
        return silo;
    }
}
