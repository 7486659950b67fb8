namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>Observations that are off by far more than their error says, at random and each by the same amount.</summary>
/// <param name="Share">The probability that an observation is one.</param>
/// <param name="Deviations">How far off, in standard deviations of its error, in either direction alike.</param>
public sealed record GrossErrors(double Share, double Deviations)
{
    private const ulong Purpose = 0x5B011;

    /// <summary>Spoils a track.</summary>
    /// <param name="track">The track.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The track's number, so that each is spoiled in its own way.</param>
    /// <returns>The track, and for each observation whether it is a gross error.</returns>
    public (SimulatedTrack Track, bool[] IsGross) Spoil(SimulatedTrack track, ulong seed, int index)
    {
        ArgumentNullException.ThrowIfNull(track);
        var random = new RandomSource(seed, Purpose, (ulong)index);
        var errors = track.Observations.Select(_ =>
            random.NextUniform() < Share ? random.NextUniform() < 0.5 ? Deviations : -Deviations : 0).ToArray();
        var observations = track.Observations.Zip(errors, (observation, error) =>
            observation with { Value = observation.Value + error * observation.ErrorStandardDeviation });
        return (track with { Observations = [.. observations] }, Array.ConvertAll(errors, error => error != 0));
    }

    /// <summary>The logarithm of the likelihood of an observation, up to a constant.</summary>
    /// <param name="departure">Observation minus state, in standard deviations of the observation's error.</param>
    public double LogLikelihood(double departure)
    {
        // Of the largest of the three terms, so that none underflows.
        var (good, above, below) = (Term(1 - Share, 0), Term(Share / 2, Deviations), Term(Share / 2, -Deviations));
        var largest = Math.Max(good, Math.Max(above, below));
        return largest + Math.Log(Math.Exp(good - largest) + Math.Exp(above - largest) + Math.Exp(below - largest));

        double Term(double probability, double offset) =>
            Math.Log(probability) - (departure - offset) * (departure - offset) / 2;
    }
}
