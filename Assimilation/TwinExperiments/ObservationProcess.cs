namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>A law by which the observed steps of a window are drawn.</summary>
public abstract record ObservationProcess
{
    /// <summary>Draws the observed steps of one window, ascending, at least one.</summary>
    /// <param name="steps">The number T of steps.</param>
    /// <param name="random">Where randomness comes from.</param>
    public abstract IReadOnlyList<int> Draw(int steps, RandomSource random);

    /// <summary>The law as dense on windows of another length.</summary>
    /// <param name="ratio">How many times as long.</param>
    public virtual ObservationProcess Over(double ratio) => this;

    /// <summary>Draws <paramref name="count"/> of the steps 0 .. T − 1 without repetition, each set equally likely.</summary>
    protected static IReadOnlyList<int> Choose(int count, int steps, RandomSource random)
    {
        // Robert Floyd's sampling: one draw for each chosen step.
        var chosen = new SortedSet<int>();
        for (var last = steps - count; last < steps; last++)
        {
            var step = random.NextInteger(last + 1);
            chosen.Add(chosen.Contains(step) ? last : step);
        }
        return [.. chosen];
    }
}

/// <summary>A number of steps drawn uniformly between two bounds, then so many steps at random.</summary>
/// <param name="Fewest">The smallest number.</param>
/// <param name="Most">The largest number.</param>
public sealed record RandomCount(int Fewest, int Most) : ObservationProcess
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Draw(int steps, RandomSource random) =>
        Choose(Fewest + random.NextInteger(Most - Fewest + 1), steps, random);

    /// <inheritdoc/>
    public override ObservationProcess Over(double ratio) => new RandomCount(Scaled(Fewest, ratio), Scaled(Most, ratio));

    private static int Scaled(int count, double ratio) => Math.Max(1, (int)Math.Round(count * ratio));
}

/// <summary>Each step with the same probability, independently; one step at random where that gives none.</summary>
/// <param name="Probability">The probability of each step.</param>
public sealed record RandomRate(double Probability) : ObservationProcess
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Draw(int steps, RandomSource random)
    {
        List<int> chosen = [.. Enumerable.Range(0, steps).Where(_ => random.NextUniform() < Probability)];
        return chosen.Count > 0 ? chosen : Choose(1, steps, random);
    }
}

/// <summary>Every so many steps, from a random offset.</summary>
/// <param name="Period">The distance between observed steps.</param>
public sealed record RegularPeriod(int Period) : ObservationProcess
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Draw(int steps, RandomSource random)
    {
        var chosen = new List<int>();
        for (var step = random.NextInteger(Period); step < steps; step += Period) chosen.Add(step);
        return chosen;
    }
}

/// <summary>One of several processes, drawn anew for each window: what a network that shall serve them all is trained on.</summary>
/// <param name="Parts">The processes and their probabilities, which sum to one.</param>
public sealed record ProcessMixture(IReadOnlyList<(double Probability, ObservationProcess Process)> Parts) : ObservationProcess
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Draw(int steps, RandomSource random)
    {
        var remaining = random.NextUniform();
        foreach (var (probability, process) in Parts)
        {
            remaining -= probability;
            if (remaining < 0) return process.Draw(steps, random);
        }
        return Parts[^1].Process.Draw(steps, random);
    }

    /// <inheritdoc/>
    public override ObservationProcess Over(double ratio) =>
        new ProcessMixture([.. Parts.Select(part => (part.Probability, part.Process.Over(ratio)))]);
}
