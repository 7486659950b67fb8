namespace NeuralDA.Assimilation.Verification;

/// <summary>The error of one window.</summary>
public static class MeanSquaredError
{
    /// <summary>The mean of (a − b)² over the elements of two trajectories, [d].</summary>
    public static double Of(double[] a, double[] b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum / a.Length;
    }
}
