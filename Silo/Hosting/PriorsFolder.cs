using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Priors;

namespace NeuralDA.Silo.Hosting;

/// <summary>A folder of priors that come with an installation.</summary>
internal static class PriorsFolder
{
    /// <summary>Publishes every prior of the folder that the store does not have, under the name in its metadata.</summary>
    /// <exception cref="SiloStartException">A file is not a prior, or of another shape than the store's versions.</exception>
    public static async Task PublishAsync(string folder, IGrainFactory grains, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal))
        {
            try
            {
                var content = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                var name = Prior.Load(content).Description.Name;
                await grains.GetGrain<IPriorGrain>(name).PublishAsync(content).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is InvalidPriorException or NeuralDAException)
            {
                throw new SiloStartException($"The prior '{path}' cannot be published: {exception.Message}", exception);
            }
        }
    }
}
