using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NeuralDA.Silo.Api.Health;

/// <summary>Ready while the cluster counts this silo as active.</summary>
internal sealed class SiloCheck(IClusterMembershipService membership, ILocalSiloDetails silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress);
        return Task.FromResult(status == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {status}; expected Active."));
    }
}
