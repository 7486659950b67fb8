using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NeuralDA.Cli.Hosting;

/// <summary>A folder with an authority of one cluster, and the certificates it issues.</summary>
/// <param name="folder">The folder; the authority's key is in it.</param>
/// <param name="clock">When certificates begin.</param>
internal sealed class CertificateAuthority(string folder, TimeProvider clock)
{
    private const string Authority = "authority";
    private static readonly TimeSpan AuthorityLasts = TimeSpan.FromDays(3650);
    // Clocks of machines differ.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    /// <summary>Issues a certificate for silos or a client, and makes the authority where there is none.</summary>
    /// <param name="name">What its files are called.</param>
    /// <param name="dnsName">The name in it.</param>
    /// <param name="lasts">How long it is valid.</param>
    /// <returns>The certificate's file; its key is beside it.</returns>
    public string Issue(string name, string dnsName, TimeSpan lasts)
    {
        Directory.CreateDirectory(folder);
        using var authority = Open();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={dnsName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // A silo answers silos and clients, and calls silos.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        var now = clock.GetUtcNow();
        var until = now + lasts < authority.NotAfter ? now + lasts : authority.NotAfter;
        using var issued = request.Create(authority, now - Before, until, RandomNumberGenerator.GetBytes(16));
        return Write(name, issued, key);
    }

    private X509Certificate2 Open()
    {
        if (File.Exists(PathOf(Authority, "pem"))) return X509Certificate2.CreateFromPemFile(PathOf(Authority, "pem"), PathOf(Authority, "key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=NeuralDA cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        var now = clock.GetUtcNow();
        var authority = request.CreateSelfSigned(now - Before, now + AuthorityLasts);
        Write(Authority, authority, key);
        return authority;
    }

    private string Write(string name, X509Certificate2 certificate, ECDsa key)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var secret = new StreamWriter(PathOf(name, "key"), options)) secret.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf(name, "pem"), certificate.ExportCertificatePem());
        return PathOf(name, "pem");
    }

    private string PathOf(string name, string kind) => Path.Combine(folder, $"{name}.{kind}");
}
