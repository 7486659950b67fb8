using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace NeuralDA.Silo.Api.Security;

/// <summary>Who is let in. Without a policy of its own, a route asks for every right.</summary>
internal static class SecurityServices
{
    private const string ByCredentials = "ByCredentials";

    public static void AddSecurity(this IServiceCollection services, HttpOptions http)
    {
        var authentication = services.AddAuthentication(http.Development ? DevelopmentHandler.SchemeName : ByCredentials);
        if (http.Development) authentication.AddScheme<AuthenticationSchemeOptions, DevelopmentHandler>(DevelopmentHandler.SchemeName, null);
        else AddCredentials(authentication, http);

        var authorization = services.AddAuthorizationBuilder();
        foreach (var right in new[] { Rights.Read, Rights.Write, Rights.Manage })
            authorization.AddPolicy(right.ToString(), policy => policy.RequireClaim(Caller.RightClaim, right.ToString()));
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireClaim(Caller.RightClaim, $"{Rights.Read}")
            .RequireClaim(Caller.RightClaim, $"{Rights.Write}").RequireClaim(Caller.RightClaim, $"{Rights.Manage}").Build());
    }

    private static void AddCredentials(AuthenticationBuilder authentication, HttpOptions http)
    {
        authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        if (http.Jwt is { } jwt) JwtBearer.Add(authentication, jwt);
        authentication.AddPolicyScheme(ByCredentials, null, scheme => scheme.ForwardDefaultSelector = context =>
            http.Jwt is not null && IsToken(context.Request) ? JwtBearerDefaults.AuthenticationScheme : ApiKeyHandler.SchemeName);
    }

    // A token has three parts; a key has no dot.
    private static bool IsToken(HttpRequest request) => ApiKeyHandler.Presented(request)?.Count(c => c == '.') == 2;
}
