using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Security;

/// <summary>A browser cannot send a key with each request: it gives the key once and gets a cookie.</summary>
internal static class LoginEndpoints
{
    /// <summary>Where a browser gives its key.</summary>
    public const string Path = "/login";

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string? returnUrl) => Page(returnUrl, wrong: false)).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Path, LoginAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> LoginAsync(HttpContext context, Credentials credentials, string? returnUrl)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (caller, _) = await credentials.IdentifyAsync(form["key"].ToString().Trim());
        if (caller is null) return Page(returnUrl, wrong: true);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(caller));
        return TypedResults.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");
    }

    private static bool IsLocal(string? url) => url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\');

    private static ContentHttpResult Page(string? returnUrl, bool wrong)
    {
        var action = QueryString.Create("returnUrl", IsLocal(returnUrl) ? returnUrl! : "/");
        var problem = wrong ? """<p class="problem" role="alert">That key is not known here.</p>""" : "";
        return TypedResults.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Log in – NeuralDA</title>
            <link rel="icon" href="data:,"><link rel="stylesheet" href="/_dashboard/dashboard.css"><script src="/_dashboard/theme.js"></script></head>
            <body><main><h1>NeuralDA</h1>{problem}
            <form class="login" method="post" action="{Path}{action}">
            <label for="key">API key</label><input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
            <button type="submit">Log in</button></form></main></body>
            </html>
            """,
            "text/html; charset=utf-8", statusCode: wrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK);
    }
}
