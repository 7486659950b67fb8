using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Security;

/// <summary>Lets in every caller on this machine, with every right.</summary>
internal sealed class DevelopmentHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "Development";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return Task.FromResult(AuthenticateResult.Fail("not on this machine"));
        var caller = new ClaimsPrincipal(
            Caller.Identity(SchemeName, "development", tenant: "", Rights.Read | Rights.Write | Rights.Manage));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName)));
    }
}
