namespace NeuralDA.Client.Security;

/// <summary>
/// Mutual TLS between silos, and between clients and silos: each side shows a certificate of one authority, which issues certificates
/// for this cluster and nothing else. The certificates of silos carry the silo name, so that a client's is not taken for one.
/// </summary>
public sealed record TlsOptions
{
    /// <summary>PEM file of one's own certificate, with the certificates between it and the authority's where there are any.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file of the certificate's private key; null where it is in the same file. Default: null.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>PEM file of the authority's certificate, or of several while one follows another.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>The DNS name that the certificates of silos carry, whatever machine they run on. Default: "silo.neuralda".</summary>
    public string SiloName { get; init; } = "silo.neuralda";

    /// <summary>What is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Problems()
    {
        (string Name, string? File)[] files =
        [
            (nameof(CertificateFile), CertificateFile), (nameof(CertificateKeyFile), CertificateKeyFile),
            (nameof(AuthorityFile), AuthorityFile),
        ];
        foreach (var (name, file) in files.Where(each => each.File is not null && !File.Exists(each.File)))
            yield return $"Tls.{name} is '{file}'; expected a file that exists";
        if (string.IsNullOrWhiteSpace(SiloName)) yield return "Tls.SiloName is empty; expected the name in the certificates of silos";
    }
}
