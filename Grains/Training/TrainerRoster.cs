using System.Text.Json;
using NeuralDA.Assimilation.Training;

namespace NeuralDA.Grains.Training;

/// <summary>
/// The silos that take part in a run: every active one, once it has prepared the run's problem. One that was too slow is asked to
/// prepare again, and so is back when it answers.
/// </summary>
internal sealed class TrainerRoster(
    string run, TrainingPlan plan, int most, SiloAddress self, IClusterMembershipService membership, IGrainFactory grains,
    TimeProvider clock)
{
    private static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromSeconds(5);
    private readonly Dictionary<SiloAddress, Task> _preparing = [];

    /// <summary>Who can share the next step, this silo first.</summary>
    public IReadOnlyList<SiloAddress> Ready()
    {
        var active = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self))
            .Select(member => member.SiloAddress).Order().Take(most - 1).ToArray();
        foreach (var gone in _preparing.Keys.Except(active).ToArray()) _preparing.Remove(gone);
        foreach (var silo in active)
        {
            if (!_preparing.TryGetValue(silo, out var preparing)) _preparing[silo] = PrepareAsync(silo, TimeSpan.Zero);
            else if (preparing.IsFaulted) _preparing[silo] = PrepareAsync(silo, PauseBeforeRetry);
        }
        return [self, .. active.Where(silo => _preparing[silo].IsCompletedSuccessfully)];
    }

    /// <summary>Leaves a silo out until it has prepared anew.</summary>
    public void Drop(SiloAddress silo) => _preparing[silo] = PrepareAsync(silo, PauseBeforeRetry);

    private async Task PrepareAsync(SiloAddress silo, TimeSpan pause)
    {
        if (pause > TimeSpan.Zero) await Task.Delay(pause, clock);
        await grains.GetGrain<ITrainerGrain>(silo.ToParsableString()).PrepareAsync(run, JsonSerializer.Serialize(plan));
    }
}
