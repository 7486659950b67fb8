using System.Security.Cryptography;
using System.Text;

namespace NeuralDA.Silo.Access;

/// <summary>A key that callers present as <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>.</summary>
public sealed record ApiKeyOptions
{
    /// <summary>Who has the key, for logs.</summary>
    public string Name { get; init; } = "";

    /// <summary>Lowercase hexadecimal SHA-256 of the key; the key itself is kept by its holder alone.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whose tracks the key reaches; empty for tracks that belong to no tenant. Default: empty.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>What its holder may do, such as "Read, Write". Default: read.</summary>
    public Rights Rights { get; init; } = Rights.Read;

    /// <summary>The hash of a key.</summary>
    /// <param name="key">The key.</param>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return "an API key has no name";
        if (Hash.Length != 64 || !Hash.All(char.IsAsciiHexDigitLower))
            yield return $"the hash of the API key '{Name}' is not one; expected 64 lowercase hexadecimal digits";
        if (!TenantTracks.IsName(Tenant) && Tenant.Length > 0)
            yield return $"the tenant of the API key '{Name}' is '{Tenant}'; {TenantTracks.Expected}";
    }
}
