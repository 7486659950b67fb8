using System.Reflection;
using System.Security.Claims;
using NeuralDA.Grains.Interfaces.Access;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Cluster;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Interfaces.Windows;
using Orleans.Concurrency;

namespace NeuralDA.Silo.Access;

/// <summary>
/// Lets clients make the calls that HTTP would let them make: what reads takes the right to read, what changes a track the right to
/// write, what all tenants share the right to manage, and tracks of other tenants are out of reach. All else is between silos.
/// </summary>
internal sealed class CallGuard(SiloPass pass, Credentials credentials) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (pass.IsPresented() || IsHandshake(context))
        {
            await context.Invoke();
            return;
        }
        var caller = await IdentifyAsync();
        var call = $"{context.InterfaceMethod.DeclaringType?.Name}.{context.InterfaceMethod.Name}";
        var right = RightFor(context) ?? throw new AccessDeniedException($"{call} is a call between silos.");
        if (!caller.HasClaim(Caller.RightClaim, $"{right}"))
            throw new AccessDeniedException($"{call} takes the right to {$"{right}".ToLowerInvariant()}, which '{caller.Identity!.Name}' lacks.");
        if (context.Grain is IWindowGrain) RequireOwn(caller, $"{context.TargetId.Key}");

        await context.Invoke();
        if (context.Grain is ICatalogGrain && $"{context.TargetId.Key}".StartsWith(CatalogShards.Tracks, StringComparison.Ordinal))
            context.Result = ((string[])context.Result!).Where(track => caller.TrackName(track) is not null).ToArray();
    }

    // A client asks which kinds of grains there are before it can call any.
    private static bool IsHandshake(IIncomingGrainCallContext context) =>
        context.InterfaceMethod.DeclaringType?.Name == "IClusterManifestSystemTarget";

    private async ValueTask<ClaimsPrincipal> IdentifyAsync()
    {
        if (RequestContext.Get(CallerToken.Key) is not string token)
            throw new AccessDeniedException("The silo expects a key or a token with every call, and none came (ClientOptions.Token).");
        var (caller, problem) = await credentials.IdentifyAsync(token);
        return caller is null ? throw new AccessDeniedException($"The silo does not know the caller: {problem}.") : new ClaimsPrincipal(caller);
    }

    private static void RequireOwn(ClaimsPrincipal caller, string track)
    {
        if (caller.TrackName(track) is not null) return;
        var own = caller.Tenant() is { Length: > 0 } tenant ? $"'{tenant}/NAME'" : "a name without a slash";
        throw new AccessDeniedException($"The track is '{track}'; '{caller.Identity!.Name}' reaches {own}.");
    }

    private static Rights? RightFor(IIncomingGrainCallContext context)
    {
        var method = context.InterfaceMethod;
        // The calls that carry an enumeration of analyses have an interface of their own.
        var reads = method.IsDefined(typeof(ReadOnlyAttribute)) || typeof(IGrainExtension).IsAssignableFrom(method.DeclaringType);
        return context.Grain switch
        {
            IWindowGrain => reads ? Rights.Read : Rights.Write,
            IPriorGrain or ITrainingRunGrain or IDataSetGrain => reads ? Rights.Read : Rights.Manage,
            ICatalogGrain or IGatewaysGrain when reads => Rights.Read,
            _ => null,
        };
    }
}
