using Microsoft.Extensions.Configuration;
using NeuralDA.Client;

namespace NeuralDA.Cli.Hosting;

/// <summary>
/// Options of clients from the environment: <c>NEURALDA_CLIENT_Token</c>, <c>NEURALDA_CLIENT_Tls__CertificateFile</c>. Secrets have no
/// place on a command line, which other users of the machine can read.
/// </summary>
internal static class ClientConfiguration
{
    private const string Prefix = "NEURALDA_CLIENT_";

    /// <summary>Reads them; what the environment does not name keeps its default.</summary>
    /// <exception cref="UsageException">An option is unknown or not of its kind.</exception>
    public static ClientOptions Load(ClusterAddress cluster)
    {
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
            var options = configuration.Get<ClientOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new ClientOptions();
            return options with { Gateways = cluster.Gateways };
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException($"{Prefix}...: {exception.Message} {exception.InnerException?.Message}".Trim());
        }
    }
}
