using Microsoft.AspNetCore.Http;

namespace NeuralDA.Silo.Api.Security;

/// <summary>Refuses what a browser sends on behalf of another site: a page elsewhere must not use this machine's silo.</summary>
internal sealed class SameSite(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var site = headers["Sec-Fetch-Site"].ToString();
        var origin = headers.Origin.ToString();
        var foreign = site is not ("" or "same-origin" or "none")
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)));
        return foreign
            ? throw new BadHttpRequestException("The request comes from a page of another site.", StatusCodes.Status403Forbidden)
            : next(context);
    }
}
