using Microsoft.Extensions.Configuration;

namespace NeuralDA.Silo.Hosting;

/// <summary>
/// Options from a JSON file and the environment, which wins: <c>NEURALDA_SILO_GatewayPort</c>, <c>NEURALDA_SILO_Http__Listen</c>.
/// </summary>
public static class SiloConfiguration
{
    private const string Prefix = "NEURALDA_SILO_";

    /// <summary>Reads them; what neither names keeps its default.</summary>
    /// <param name="file">A JSON file whose names are those of <see cref="SiloOptions"/>; null for the environment alone.</param>
    /// <exception cref="SiloStartException">The file cannot be read, or an option is unknown or not of its kind.</exception>
    public static SiloOptions Load(string? file)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            if (file is not null) builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            var configuration = builder.AddEnvironmentVariables(Prefix).Build();
            return configuration.Get<SiloOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new SiloOptions();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            throw new SiloStartException(
                $"The configuration '{file ?? Prefix}' cannot be used: {exception.Message} {exception.InnerException?.Message}".Trim(), exception);
        }
    }
}
