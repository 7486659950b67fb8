namespace NeuralDA.Silo.Hosting;

/// <summary>
/// Keeps a silo that leaves a cluster in it for a moment after its grains have moved, so that calls on their way to it are passed on
/// instead of refused. ADR 0016.
/// </summary>
internal sealed class Departure(IClusterMembershipService membership, MembershipOptions options) : ILifecycleParticipant<ISiloLifecycle>
{
    // Stages stop in falling order: the grains have moved before this one, and messages flow until long after it.
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(Departure), ServiceLifecycleStage.ApplicationServices, _ => Task.CompletedTask, PassCallsOnAsync);

    private async Task PassCallsOnAsync(CancellationToken cancellationToken)
    {
        // This silo itself is active no longer.
        if (membership.CurrentSnapshot.Members.Values.Any(member => member.Status == SiloStatus.Active))
            await Task.Delay(options.PassCallsOnFor, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
