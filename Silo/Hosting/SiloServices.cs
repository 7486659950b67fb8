using NeuralDA.Grains;
using NeuralDA.Silo.Storage;
using Orleans.Configuration;

namespace NeuralDA.Silo.Hosting;

/// <summary>What makes an Orleans silo a NeuralDA silo.</summary>
internal static class SiloServices
{
    // What a grain asks of another on a silo that died fails only then; Orleans' 30 s would stop a track for as long.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the grains and their storage in the <see cref="IStore"/> that the caller registers.</summary>
    public static ISiloBuilder AddNeuralDA(this ISiloBuilder silo, RetentionOptions? retention = null)
    {
        silo.Services.AddNeuralDAGrains();
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = CallTimeout);
        return silo.AddStorage(retention ?? new RetentionOptions());
    }
}
