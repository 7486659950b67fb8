using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NeuralDA.Client.Security;
using NeuralDA.Silo.Access;
using Orleans.Configuration;

namespace NeuralDA.Silo.Hosting;

/// <summary>Who may connect to a silo, and what they may call.</summary>
internal static partial class SiloSecurity
{
    /// <summary>Adds what the options ask for: TLS on all connections, and the guard of calls.</summary>
    /// <exception cref="SiloStartException">The certificates cannot be used.</exception>
    public static ISiloBuilder AddSecurity(this ISiloBuilder silo, SiloOptions options)
    {
        silo.Services.AddSingleton(services => new Credentials(options.Access, services.GetRequiredService<TimeProvider>()));
        if (options.Access.SiloSecret is { } secret)
        {
            var pass = new SiloPass(secret);
            silo.Services.AddSingleton(pass);
            silo.AddOutgoingGrainCallFilter(pass);
            silo.AddIncomingGrainCallFilter<CallGuard>();
        }
        return options.Tls is { } tls ? silo.AddTls(tls) : silo;
    }

    private static ISiloBuilder AddTls(this ISiloBuilder silo, TlsOptions options)
    {
        var identity = Load(options);
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<ILogger<TlsOptions>>((connections, logger) =>
        {
            connections.ConfigureSiloInboundConnection(each => each.AnswerWithTls(identity, toSilosOnly: true, Log("from a silo")));
            connections.ConfigureSiloOutboundConnection(each => each.CallWithTls(identity, Log("to a silo")));
            connections.ConfigureGatewayInboundConnection(each => each.AnswerWithTls(identity, toSilosOnly: false, Log("from a client")));

            TlsConnections.Refused Log(string kind) => (other, problem) => LogRefused(logger, kind, other, problem);
        });
        return silo;
    }

    private static TlsIdentity Load(TlsOptions options)
    {
        try
        {
            return TlsIdentity.Load(options);
        }
        catch (ArgumentException unusable)
        {
            throw new SiloStartException($"The silo cannot start: {unusable.Message}", unusable);
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "No TLS connection {Kind}, {Other}: {Problem}")]
    private static partial void LogRefused(ILogger logger, string kind, EndPoint? other, string problem);
}
