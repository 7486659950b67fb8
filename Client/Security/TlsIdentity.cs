using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NeuralDA.Client.Security;

/// <summary>One's own certificate and whom one believes.</summary>
internal sealed class TlsIdentity
{
    private readonly TlsOptions _options;
    private readonly SslStreamCertificateContext _own;
    private readonly X509Certificate2Collection _authorities = [];

    private TlsIdentity(TlsOptions options)
    {
        _options = options;
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificateFile);
        _authorities.ImportFromPemFile(options.AuthorityFile);
        using var pem = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile);
        // Some platforms cannot use a key that was never in a store or a PKCS#12 blob.
        var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        _own = SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="ArgumentException">One is missing or no certificate, or certificate and key do not belong together.</exception>
    public static TlsIdentity Load(TlsOptions options)
    {
        if (options.Problems().FirstOrDefault() is { } problem) throw new ArgumentException($"{problem}.", nameof(options));
        try
        {
            return new TlsIdentity(options);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"The certificate '{options.CertificateFile}' cannot be used with '{options.AuthorityFile}': {exception.Message}",
                nameof(options), exception);
        }
    }

    /// <summary>How one answers.</summary>
    /// <param name="toSilosOnly">Whether the caller has to be a silo.</param>
    public SslServerAuthenticationOptions AsServer(bool toSilosOnly) => new()
    {
        ServerCertificateContext = _own,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.None
            && (!toSilosOnly || (certificate is X509Certificate2 caller && caller.MatchesHostname(_options.SiloName))),
    };

    /// <summary>How one calls a silo.</summary>
    public SslClientAuthenticationOptions AsClient() => new()
    {
        TargetHost = _options.SiloName,
        ClientCertificateContext = _own,
        CertificateChainPolicy = Policy(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private X509ChainPolicy Policy()
    {
        // The authority is the cluster's own: certificates are withdrawn by short lives and by exchanging it, not by lists.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }
}
