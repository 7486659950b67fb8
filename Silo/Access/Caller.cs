using System.Security.Claims;

namespace NeuralDA.Silo.Access;

/// <summary>Who calls, as claims.</summary>
internal static class Caller
{
    public const string TenantClaim = "neuralda.tenant";
    public const string RightClaim = "neuralda.right";

    /// <summary>A caller with the rights given.</summary>
    public static ClaimsIdentity Identity(string scheme, string name, string tenant, Rights rights)
    {
        var granted = Enum.GetValues<Rights>().Where(right => right != Rights.None && rights.HasFlag(right));
        return new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, name), new Claim(TenantClaim, tenant),
                .. granted.Select(right => new Claim(RightClaim, right.ToString())),
            ],
            scheme);
    }

    /// <summary>Whose tracks the caller reaches; empty for tracks without a tenant.</summary>
    public static string Tenant(this ClaimsPrincipal caller) =>
        caller.FindFirstValue(TenantClaim) ?? throw new InvalidOperationException("a caller without a tenant was let in");
}
