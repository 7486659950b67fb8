using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace NeuralDA.Client.Security;

/// <summary>Wraps the connections of silos and clients in TLS, before anything else is said on them.</summary>
internal static class TlsConnections
{
    private const int BufferBytes = 64 << 10;
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Told whose connection was not made, and why.</summary>
    public delegate void Refused(EndPoint? other, string problem);

    /// <summary>Answers callers.</summary>
    /// <param name="connections">The connections that are accepted.</param>
    /// <param name="identity">Who one is.</param>
    /// <param name="toSilosOnly">Whether callers have to be silos.</param>
    /// <param name="refused">Told of failures.</param>
    public static void AnswerWithTls(
        this IConnectionBuilder connections, TlsIdentity identity, bool toSilosOnly, Refused refused) =>
        connections.UseTls((stream, timeout) => stream.AuthenticateAsServerAsync(identity.AsServer(toSilosOnly), timeout), refused);

    /// <summary>Calls silos.</summary>
    public static void CallWithTls(this IConnectionBuilder connections, TlsIdentity identity, Refused refused) =>
        connections.UseTls((stream, timeout) => stream.AuthenticateAsClientAsync(identity.AsClient(), timeout), refused);

    private static void UseTls(
        this IConnectionBuilder connections, Func<SslStream, CancellationToken, Task> shakeHands, Refused refused) =>
        connections.Use(next => async connection =>
        {
            var plain = connection.Transport;
            var tls = new SslStream(new DuplexStream(plain), leaveInnerStreamOpen: true);
            await using (tls.ConfigureAwait(false))
            {
                try
                {
                    using var timeout = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
                    timeout.CancelAfter(HandshakeTimeout);
                    await shakeHands(tls, timeout.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
                {
                    refused(connection.RemoteEndPoint, exception is OperationCanceledException ? "it broke off" : exception.Message);
                    connection.Abort();
                    return;
                }
                connection.Transport = new Secured(
                    PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true)),
                    PipeWriter.Create(tls, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true)));
                try
                {
                    await next(connection).ConfigureAwait(false);
                }
                finally
                {
                    connection.Transport = plain;
                }
            }
        });

    /// <summary>Both directions of a connection in TLS.</summary>
    private sealed record Secured(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
