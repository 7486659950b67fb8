using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Dashboard;

/// <summary>The pages at <c>/</c>: tracks, priors, training, cluster. Their files are in the assembly, so they are there however it is started.</summary>
internal static class DashboardServices
{
    private static readonly Assembly Assembly = typeof(DashboardServices).Assembly;

    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8",
    };

    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        // Who is logged in logs in again after a restart; nothing is kept outside the data folder.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
    }

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        foreach (var name in Assembly.GetManifestResourceNames().Where(name => name.StartsWith('_')))
            routes.MapGet($"/{name}", (HttpContext context) => Send(context, name)).AllowAnonymous().ExcludeFromDescription();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode()
            .RequireAuthorization(nameof(Rights.Read)).DisableRequestTimeout().ExcludeFromDescription();
    }

    private static FileStreamHttpResult Send(HttpContext context, string name)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(Assembly.GetManifestResourceStream(name)!, MediaTypes[Path.GetExtension(name)]);
    }
}
