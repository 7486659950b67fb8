using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Security;

/// <summary>Who is let in. Without a policy of its own, a route asks for every right.</summary>
internal static class SecurityServices
{
    private const string ByCredentials = "ByCredentials";
    private static readonly TimeSpan LoginLasts = TimeSpan.FromHours(12);

    public static void AddSecurity(this IServiceCollection services, HttpOptions http)
    {
        var authentication = services.AddAuthentication(http.Development ? DevelopmentHandler.SchemeName : ByCredentials);
        if (http.Development) authentication.AddScheme<AuthenticationSchemeOptions, DevelopmentHandler>(DevelopmentHandler.SchemeName, null);
        else AddCredentials(authentication);

        var authorization = services.AddAuthorizationBuilder();
        foreach (var right in new[] { Rights.Read, Rights.Write, Rights.Manage })
            authorization.AddPolicy(right.ToString(), policy => policy.RequireClaim(Caller.RightClaim, right.ToString()));
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireClaim(Caller.RightClaim, $"{Rights.Read}")
            .RequireClaim(Caller.RightClaim, $"{Rights.Write}").RequireClaim(Caller.RightClaim, $"{Rights.Manage}").Build());
    }

    private static void AddCredentials(AuthenticationBuilder authentication)
    {
        authentication.AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.SchemeName, null);
        authentication.AddCookie(cookie =>
        {
            cookie.LoginPath = LoginEndpoints.Path;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.ExpireTimeSpan = LoginLasts;
            cookie.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        authentication.AddPolicyScheme(ByCredentials, null, scheme => scheme.ForwardDefaultSelector = context =>
            IsBrowser(context.Request) ? CookieAuthenticationDefaults.AuthenticationScheme : CredentialHandler.SchemeName);
    }

    // A program presents a key; a browser without one has a cookie, or wants a page and is sent to log in.
    private static bool IsBrowser(HttpRequest request) => CredentialHandler.Presented(request) is null
        && (request.Headers.Cookie.Count > 0 || request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal));
}
