namespace NeuralDA.Silo.Access;

/// <summary>Whose bearer tokens are accepted.</summary>
public sealed record JwtOptions
{
    /// <summary>Issuer that the tokens must name.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Audience that the tokens must name.</summary>
    public string Audience { get; init; } = "";

    /// <summary>
    /// PEM file of the issuer's public key, RSA or EC; null asks the issuer for its keys by OpenID Connect discovery. Default: null.
    /// </summary>
    public string? PublicKeyFile { get; init; }

    /// <summary>Claim with the tenant. Default: "tenant".</summary>
    public string TenantClaim { get; init; } = "tenant";

    /// <summary>Claim with the rights, separated by spaces, or one claim for each. Default: "rights".</summary>
    public string RightsClaim { get; init; } = "rights";

    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Audience)) yield return "Access.Jwt.Audience is empty; expected who the tokens are for";
        if (string.IsNullOrWhiteSpace(Issuer)) yield return "Access.Jwt.Issuer is empty; expected who makes the tokens";
        if (PublicKeyFile is not null && !File.Exists(PublicKeyFile)) yield return $"there is no public key file '{PublicKeyFile}'";
        if (PublicKeyFile is null && !Uri.TryCreate(Issuer, UriKind.Absolute, out _))
            yield return $"Access.Jwt.Issuer is '{Issuer}'; expected an address, or a public key file";
    }
}
