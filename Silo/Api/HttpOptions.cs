using System.Net;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api;

/// <summary>How a silo serves HTTP. Names of a configuration's section "Http" are the names of these options.</summary>
public sealed record HttpOptions
{
    /// <summary>IP address and port to listen on; port 0 picks a free one. Default: 127.0.0.1:8080.</summary>
    public string Listen { get; init; } = "127.0.0.1:8080";

    /// <summary>
    /// Serves callers on this machine without keys, with every right. Allowed on a loopback address only. Default: false.
    /// </summary>
    public bool Development { get; init; }

    /// <summary>PEM file of the server's certificate; null serves plain HTTP. Default: null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key; null where it is in the same file. Default: null.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Most bytes of a request's body, compressed or not. Default: 8 MiB.</summary>
    public int MaximumRequestBytes { get; init; } = 8 << 20;

    /// <summary>Most bytes of a prior that is published. Default: 64 MiB.</summary>
    public int MaximumPriorBytes { get; init; } = 64 << 20;

    /// <summary>How long a request may take; streams of analyses may last. Default: 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests a second of one caller, with bursts of as many. Default: 1000.</summary>
    public int RequestsPerSecond { get; init; } = 1000;

    /// <summary>Requests with observations that one tenant may have in work; others wait. Default: 32.</summary>
    public int ConcurrentUploads { get; init; } = 32;

    /// <summary>Streams of analyses that one tenant may have open. Default: 2000.</summary>
    public int MaximumSubscribers { get; init; } = 2000;

    /// <summary>Pause after which a stream without analyses sends a sign of life. Default: 15 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    internal IPEndPoint Endpoint => IPEndPoint.Parse(Listen);

    /// <summary>What is wrong with the options, one line each.</summary>
    /// <param name="access">Who has keys.</param>
    internal IEnumerable<string> Problems(AccessOptions access)
    {
        if (!IPEndPoint.TryParse(Listen, out var endpoint))
            yield return $"Http.Listen is '{Listen}'; expected IP-ADDRESS:PORT";
        else if (Development && !IPAddress.IsLoopback(endpoint.Address))
            yield return $"Http.Development serves without keys and Http.Listen is '{Listen}'; expected a loopback address";
        if (!Development && access.LetsNobodyIn)
            yield return "nobody could use HTTP; expected Access.ApiKeys, Access.Jwt, or Http.Development on a loopback address";
        foreach (var file in new[] { CertificateFile, CertificateKeyFile }.Where(file => file is not null && !File.Exists(file)))
            yield return $"there is no certificate file '{file}'";
        foreach (var (name, number) in Positive())
            if (number <= 0) yield return $"Http.{name} is {number}; expected more than 0";
    }

    private (string Name, double Number)[] Positive() =>
    [
        (nameof(MaximumRequestBytes), MaximumRequestBytes), (nameof(MaximumPriorBytes), MaximumPriorBytes),
        (nameof(RequestTimeout), RequestTimeout.TotalSeconds), (nameof(RequestsPerSecond), RequestsPerSecond),
        (nameof(ConcurrentUploads), ConcurrentUploads), (nameof(MaximumSubscribers), MaximumSubscribers),
        (nameof(Heartbeat), Heartbeat.TotalSeconds),
    ];
}
