namespace NeuralDA.Assimilation.Verification;

/// <summary>The error of one window.</summary>
public static class MeanSquaredError
{
    /// <summary>The mean of (a − b)² over the elements of two trajectories, [d].</summary>
    public static double Of(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Average();
}
