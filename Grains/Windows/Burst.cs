using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// One observation as it is assimilated: a single one, or a dense burst of one component within one step, merged. The errors of
/// a burst are hardly independent, and each would cost as much as any other.
/// </summary>
/// <param name="Members">Indices of its observations.</param>
/// <param name="Point">What is assimilated for them.</param>
/// <param name="Share">Share of each observation's information that is used: 1 unless merged.</param>
internal sealed record Burst(int[] Members, PointObservation Point, double Share)
{
    /// <summary>Merges the bursts among a window's observations.</summary>
    /// <param name="points">The observations, ascending by time.</param>
    /// <param name="candidates">Indices of those to be used, ascending.</param>
    /// <param name="maximumPerStep">More of a component within one step are merged; 0 merges none.</param>
    /// <returns>What to assimilate, in an order that depends on the observations alone.</returns>
    public static List<Burst> Merge(PointObservation[] points, IEnumerable<int> candidates, int maximumPerStep)
    {
        int[] ascending = [.. candidates];
        if (maximumPerStep == 0 || !IsCrowded()) return [.. ascending.Select(Alone)];
        var bursts = new List<Burst>();
        foreach (var group in ascending.GroupBy(i => (StepOf(i), points[i].Component)))
        {
            if (group.Count() > maximumPerStep) bursts.Add(Merged(points, [.. group], maximumPerStep));
            else bursts.AddRange(group.Select(Alone));
        }
        bursts.Sort((left, right) => left.Members[0].CompareTo(right.Members[0]));
        return bursts;

        Burst Alone(int i) => new([i], points[i], 1);

        double StepOf(int i) => Math.Floor(points[i].Step);

        // Whether any step has more than so many, whatever their components.
        bool IsCrowded()
        {
            for (int first = 0, last = maximumPerStep; last < ascending.Length; first++, last++)
                if (StepOf(ascending[first]) == StepOf(ascending[last])) return true;
            return false;
        }
    }

    // Medians, so that a gross error in the burst does not spoil it; they count as `count` of its observations.
    private static Burst Merged(PointObservation[] points, int[] members, int count)
    {
        var variance = members.Average(i => points[i].ErrorStandardDeviation * points[i].ErrorStandardDeviation) / count;
        var merged = new PointObservation(
            Median([.. members.Select(i => points[i].Step)]), points[members[0]].Component,
            Median([.. members.Select(i => points[i].Value)]), Math.Sqrt(variance));
        return new Burst(members, merged, (double)count / members.Length);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
