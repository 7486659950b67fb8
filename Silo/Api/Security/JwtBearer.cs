using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace NeuralDA.Silo.Api.Security;

/// <summary>Lets in who presents a token of the issuer, with the tenant and rights in it.</summary>
internal static class JwtBearer
{
    public static void Add(AuthenticationBuilder authentication, JwtOptions options) => authentication.AddJwtBearer(bearer =>
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
        };
        if (options.PublicKeyFile is { } file) bearer.TokenValidationParameters.IssuerSigningKey = ReadKey(file);
        else bearer.Authority = options.Issuer;
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                if (Identify(context.Principal!, options) is { } caller) context.Principal = new ClaimsPrincipal(caller);
                else context.Fail($"the token has no claim '{options.TenantClaim}'");
                return Task.CompletedTask;
            },
        };
    });

    private static ClaimsIdentity? Identify(ClaimsPrincipal token, JwtOptions options)
    {
        if (token.FindFirstValue(options.TenantClaim) is not { } tenant || !TenantTracks.IsName(tenant)) return null;
        var rights = token.FindAll(options.RightsClaim).SelectMany(claim => claim.Value.Split(' '))
            .Aggregate(Rights.None, (all, text) => all | (Enum.TryParse<Rights>(text, ignoreCase: true, out var one) ? one : Rights.None));
        return Caller.Identity(JwtBearerDefaults.AuthenticationScheme, token.FindFirstValue("sub") ?? "token", tenant, rights);
    }

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
