using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NeuralDA.Silo.Api.Security;

/// <summary>Lets in who presents a known key. Keys are found by their hash, so comparing takes no secret-dependent time.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, HttpOptions http)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "ApiKey";
    private readonly Dictionary<string, ApiKeyOptions> _keys = http.ApiKeys.ToDictionary(key => key.Hash);

    /// <summary>The key that a request presents, or null.</summary>
    public static string? Presented(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } key]) return key;
        return request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        if (Presented(Request) is not { } presented) return AuthenticateResult.NoResult();
        if (!_keys.TryGetValue(ApiKeyOptions.HashOf(presented), out var key)) return AuthenticateResult.Fail("unknown key");
        var caller = new ClaimsPrincipal(Caller.Identity(SchemeName, key.Name, key.Tenant, key.Rights));
        return AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName));
    }
}
