using MathNet.Numerics;

namespace NeuralDA.Assimilation.Verification;

/// <summary>The continuous ranked probability score: the distance between a predicted distribution and what came true.</summary>
public static class Crps
{
    /// <summary>The score of a Gaussian prediction, in the unit of the error; zero is perfect.</summary>
    /// <param name="error">The predicted mean minus the truth.</param>
    /// <param name="standardDeviation">The predicted standard deviation, not negative; zero gives |error|.</param>
    /// <remarks>Gneiting, Raftery, Westveld and Goldman, Mon. Wea. Rev. 133, 2005, Eq. (5).</remarks>
    public static double OfGaussian(double error, double standardDeviation)
    {
        if (standardDeviation == 0) return Math.Abs(error);
        var z = error / standardDeviation;
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        return standardDeviation * (z * SpecialFunctions.Erf(z / Math.Sqrt(2)) + 2 * density - 1 / Math.Sqrt(Math.PI));
    }
}
