namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>A law by which the observed steps of a long track come.</summary>
public abstract record ObservationSchedule
{
    /// <summary>The streams that streaming scores are reported for, by their short names.</summary>
    public static IReadOnlyDictionary<string, ObservationSchedule> Named { get; } = new Dictionary<string, ObservationSchedule>
    {
        ["E8"] = new RegularSchedule(8),
        ["E16"] = new RegularSchedule(16),
        ["R8"] = new RandomSchedule(1.0 / 8),
        ["OUT"] = new ScheduleWithOutages(new RegularSchedule(8), Length: 64, Every: 512),
    };

    /// <summary>Draws the observed steps, ascending.</summary>
    /// <param name="steps">The number of steps of the track.</param>
    /// <param name="random">Where randomness comes from.</param>
    public abstract IEnumerable<int> Draw(int steps, RandomSource random);
}

/// <summary>The last step of every so many.</summary>
/// <param name="Period">How many.</param>
public sealed record RegularSchedule(int Period) : ObservationSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<int> Draw(int steps, RandomSource random) =>
        Enumerable.Range(0, steps).Where(step => step % Period == Period - 1);
}

/// <summary>Each step with the same probability, independently.</summary>
/// <param name="Probability">The probability.</param>
public sealed record RandomSchedule(double Probability) : ObservationSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<int> Draw(int steps, RandomSource random) =>
        [.. Enumerable.Range(0, steps).Where(_ => random.NextUniform() < Probability)];
}

/// <summary>Another schedule that falls silent once in every so many steps, at a random place.</summary>
/// <param name="Schedule">The other.</param>
/// <param name="Length">Steps of each outage.</param>
/// <param name="Every">Steps with one outage each.</param>
public sealed record ScheduleWithOutages(ObservationSchedule Schedule, int Length, int Every) : ObservationSchedule
{
    /// <inheritdoc/>
    public override IEnumerable<int> Draw(int steps, RandomSource random)
    {
        var begins = Enumerable.Range(0, (steps + Every - 1) / Every)
            .Select(block => block * Every + random.NextInteger(Every - Length + 1)).ToArray();
        return [.. Schedule.Draw(steps, random).Where(step => step < begins[step / Every] || step >= begins[step / Every] + Length)];
    }
}
