using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace NeuralDA.Silo.Access;

/// <summary>
/// Tells who presents a key or a token. Keys are found by their hash, so comparing takes no secret-dependent time. A token that was
/// good is remembered until it expires, because checking a signature costs more than a call.
/// </summary>
internal sealed class Credentials(AccessOptions access, TimeProvider clock)
{
    private const string Scheme = "Credentials";
    private const int MostRemembered = 10_000;

    private readonly Dictionary<string, ClaimsIdentity> _keys = access.ApiKeys.ToDictionary(
        key => key.Hash, key => Caller.Identity(Scheme, key.Name, key.Tenant, key.Rights));
    private readonly TokenValidationParameters? _rules = access.Jwt is { } jwt ? Rules(jwt) : null;
    private readonly JsonWebTokenHandler _tokens = new();
    private readonly ConcurrentDictionary<string, (ClaimsIdentity Caller, DateTimeOffset Until)> _remembered = new();

    /// <summary>Who presents this.</summary>
    /// <param name="presented">A key or a token.</param>
    /// <returns>The caller; or null and what is wrong.</returns>
    public async ValueTask<(ClaimsIdentity? Caller, string? Problem)> IdentifyAsync(string presented)
    {
        // A token has three parts; a key has no dot.
        if (_rules is not null && presented.Count(c => c == '.') == 2) return await IdentifyTokenAsync(presented, _rules);
        return _keys.TryGetValue(ApiKeyOptions.HashOf(presented), out var caller) ? (caller, null) : (null, "the key is not known");
    }

    private async ValueTask<(ClaimsIdentity?, string?)> IdentifyTokenAsync(string token, TokenValidationParameters rules)
    {
        if (_remembered.TryGetValue(token, out var known) && known.Until > clock.GetUtcNow()) return (known.Caller, null);
        var result = await _tokens.ValidateTokenAsync(token, rules);
        if (!result.IsValid) return (null, "the token is not valid: it is forged, expired, or not for this service");
        if (Identify(result.ClaimsIdentity, access.Jwt!) is not { } caller)
            return (null, $"the token's claim '{access.Jwt!.TenantClaim}' names no tenant");
        if (_remembered.Count >= MostRemembered) _remembered.Clear();
        _remembered[token] = (caller, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero) + rules.ClockSkew);
        return (caller, null);
    }

    private static ClaimsIdentity? Identify(ClaimsIdentity token, JwtOptions options)
    {
        if (token.FindFirst(options.TenantClaim)?.Value is not { } tenant || !TenantTracks.IsName(tenant)) return null;
        var rights = token.FindAll(options.RightsClaim).SelectMany(claim => claim.Value.Split(' '))
            .Aggregate(Rights.None, (all, text) => all | (Enum.TryParse<Rights>(text, ignoreCase: true, out var one) ? one : Rights.None));
        return Caller.Identity(Scheme, token.FindFirst("sub")?.Value ?? "token", tenant, rights);
    }

    private static TokenValidationParameters Rules(JwtOptions options)
    {
        var rules = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
        };
        if (options.PublicKeyFile is { } file) rules.IssuerSigningKey = ReadKey(file);
        else rules.ConfigurationManager = Discovery(options.Issuer);
        return rules;
    }

    private static ConfigurationManager<OpenIdConnectConfiguration> Discovery(string issuer) => new(
        $"{issuer.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever { RequireHttps = true });

    private static SecurityKey ReadKey(string file)
    {
        var pem = File.ReadAllText(file);
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }
}
