using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// Physical to normalised units and back, element by element of the state vector: x̂ = (x − mean) / standard deviation.
/// Networks, solvers and scores work in normalised units; users see physical ones.
/// </summary>
public sealed class Normalization
{
    /// <summary>Makes the normalisation from mean [d] and standard deviation [d], physical units.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a standard deviation is not positive and finite.</exception>
    public Normalization(double[] mean, double[] standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        if (mean.Length != standardDeviation.Length)
            throw new ArgumentException($"mean has {mean.Length} elements, the standard deviation {standardDeviation.Length}");
        if (!mean.All(double.IsFinite) || !standardDeviation.All(s => double.IsFinite(s) && s > 0))
            throw new ArgumentException("means must be finite, standard deviations positive and finite");
        (Mean, StandardDeviation) = (mean, standardDeviation);
    }

    /// <summary>Physical mean, [d].</summary>
    public double[] Mean { get; }

    /// <summary>Physical standard deviation, [d].</summary>
    public double[] StandardDeviation { get; }

    /// <summary>No change: mean 0, standard deviation 1.</summary>
    public static Normalization Identity(int size) => new(new double[size], [.. Enumerable.Repeat(1.0, size)]);

    /// <summary>The same for windows of another length, with the units of the first step at every step.</summary>
    /// <param name="shape">The shape of the other windows.</param>
    public Normalization Over(WindowShape shape)
    {
        var (mean, deviation) = (new double[shape.Size], new double[shape.Size]);
        for (var i = 0; i < shape.Size; i++)
            (mean[i], deviation[i]) = (Mean[i % shape.Components], StandardDeviation[i % shape.Components]);
        return new Normalization(mean, deviation);
    }

    /// <summary>Replaces a physical trajectory [d] by the normalised one.</summary>
    public void Normalize(Span<double> trajectory)
    {
        for (var i = 0; i < trajectory.Length; i++) trajectory[i] = (trajectory[i] - Mean[i]) / StandardDeviation[i];
    }

    /// <summary>A normalised copy of a physical trajectory, [d].</summary>
    public double[] Normalized(double[] trajectory)
    {
        var copy = (double[])trajectory.Clone();
        Normalize(copy);
        return copy;
    }

    /// <summary>Replaces a normalised trajectory [d] by the physical one.</summary>
    public void ToPhysical(Span<double> trajectory)
    {
        for (var i = 0; i < trajectory.Length; i++) trajectory[i] = Mean[i] + StandardDeviation[i] * trajectory[i];
    }

    /// <summary>Replaces physical differences by normalised ones, for the first elements of a trajectory.</summary>
    public void ScaleToNormalized(Span<double> differences)
    {
        for (var i = 0; i < differences.Length; i++) differences[i] /= StandardDeviation[i];
    }

    /// <summary>Replaces normalised standard deviations [d] by physical ones.</summary>
    public void ScaleToPhysical(Span<double> deviations)
    {
        for (var i = 0; i < deviations.Length; i++) deviations[i] *= StandardDeviation[i];
    }

    /// <summary>A state in the units of one step in those of another; the very same where these agree.</summary>
    /// <param name="state">The state, normalised units of step <paramref name="from"/>.</param>
    /// <param name="from">The step it is given in.</param>
    /// <param name="to">The step it is wanted in.</param>
    internal StateEstimate Rebase(StateEstimate state, int from, int to)
    {
        int n = state.Mean.Count, source = from * n, target = to * n;
        return state.InUnits(i => Ratio(source + i, target + i), i => Distance(source + i, target + i));
    }

    /// <summary>The last steps of a trajectory as the first steps of another, time-major.</summary>
    /// <param name="trajectory">A normalised trajectory, [d].</param>
    /// <param name="first">The first element kept.</param>
    internal double[] Rebase(double[] trajectory, int first)
    {
        var kept = trajectory[first..];
        for (var i = 0; i < kept.Length; i++) kept[i] = Ratio(first + i, i) * kept[i] + Distance(first + i, i);
        return kept;
    }

    /// <summary>A normalised state of a step in physical units.</summary>
    internal StateEstimate ToPhysical(StateEstimate state, int step)
    {
        var first = step * state.Mean.Count;
        return state.InUnits(i => StandardDeviation[first + i], i => Mean[first + i]);
    }

    /// <summary>A physical state in the normalised units of a step.</summary>
    internal StateEstimate Normalized(StateEstimate state, int step)
    {
        var first = step * state.Mean.Count;
        return state.InUnits(i => 1 / StandardDeviation[first + i], i => -Mean[first + i] / StandardDeviation[first + i]);
    }

    private double Ratio(int from, int to) => StandardDeviation[from] / StandardDeviation[to];

    private double Distance(int from, int to) => (Mean[from] - Mean[to]) / StandardDeviation[to];
}
