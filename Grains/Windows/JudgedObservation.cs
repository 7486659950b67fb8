using NeuralDA.Assimilation.Observations;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>An observation of a window and what the window's analysis made of it.</summary>
/// <param name="Held">The observation.</param>
/// <param name="Verdict">Whether and how far it was used.</param>
/// <param name="Burst">Index of the burst it belongs to; −1 where it was refused before anything was assimilated.</param>
/// <param name="Departure">Its departures from background and analysis; null where it was not used.</param>
/// <param name="Influence">Its part of the influence of its burst.</param>
internal sealed record JudgedObservation(
    HeldObservation Held, Verdict Verdict, int Burst = -1, ObservationDeparture? Departure = null, double Influence = 0)
{
    /// <summary>Brings together what the checks made of a window's observations.</summary>
    /// <param name="members">The observations [m].</param>
    /// <param name="points">The same for the library.</param>
    /// <param name="reasons">Why some were not assimilated; null for the others.</param>
    /// <param name="bursts">What was assimilated for the others.</param>
    /// <param name="estimate">What became of these.</param>
    public static JudgedObservation[] Of(
        HeldObservation[] members, PointObservation[] points, RefusalReason?[] reasons, List<Burst> bursts, CheckedEstimate estimate)
    {
        var judged = new JudgedObservation[members.Length];
        for (var i = 0; i < judged.Length; i++)
            if (reasons[i] is { } reason) judged[i] = new JudgedObservation(members[i], Verdict.Of(reason));
        var departures = estimate.Estimate.Departures.AsEnumerable().GetEnumerator();
        foreach (var (index, (burst, judgement)) in bursts.Zip(estimate.Judgements).Index())
        {
            var used = judgement.IsUsed && departures.MoveNext() ? departures.Current : (ObservationDeparture?)null;
            var verdict = ToVerdict(burst, judgement, used ?? judgement.Departure!.Value);
            foreach (var i in burst.Members)
            {
                var own = points[i].Value - burst.Point.Value;
                judged[i] = new JudgedObservation(
                    members[i], verdict, index,
                    used is { } departure
                        ? departure with { OMinusB = departure.OMinusB + own, OMinusA = departure.OMinusA + own }
                        : null,
                    used?.Influence / burst.Members.Length ?? 0);
            }
        }
        return judged;
    }

    private static Verdict ToVerdict(Burst burst, Judgement judgement, ObservationDeparture departure) => new(
        judgement.IsUsed ? null : RefusalReason.GrossError,
        judgement.Weight * burst.Share,
        departure.LeaveOneOut,
        departure.LeaveOneOutVariance - departure.ErrorVariance,
        // A down-weighted observation was assimilated with R / w.
        departure.ErrorVariance * (judgement.IsUsed ? judgement.Weight : 1),
        burst.Share);
}
