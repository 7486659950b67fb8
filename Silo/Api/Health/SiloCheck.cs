using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Storage;

namespace NeuralDA.Silo.Api.Health;

/// <summary>Ready while the cluster counts this silo as active, it is not stopping, and its store answers.</summary>
internal sealed class SiloCheck(
    IClusterMembershipService membership, ILocalSiloDetails silo, IStore store, IHostApplicationLifetime host) : IHealthCheck
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (host.ApplicationStopping.IsCancellationRequested) return HealthCheckResult.Unhealthy("The silo is stopping.");
        var status = membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress);
        if (status != SiloStatus.Active) return HealthCheckResult.Unhealthy($"The silo is {status}; expected Active.");
        try
        {
            await store.PingAsync().WaitAsync(StoreTimeout, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NeuralDAException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"The store does not answer: {exception.Message}");
        }
    }
}
