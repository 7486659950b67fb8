using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>Adam (Kingma and Ba, 2015) on a flat parameter vector, with the gradient's norm clipped.</summary>
public sealed class Adam
{
    /// <summary>The largest norm of a gradient; longer ones are scaled down to it.</summary>
    public const double LargestNorm = 1;

    private const double FirstDecay = 0.9, SecondDecay = 0.999, Epsilon = 1e-8;

    /// <summary>Makes the state of an optimiser that has not taken a step.</summary>
    public Adam(float[] parameters) : this(parameters, new float[parameters.Length], new float[parameters.Length], 0)
    {
    }

    /// <summary>Takes up the state of an optimiser after <paramref name="updates"/> updates.</summary>
    public Adam(float[] parameters, float[] firstMoment, float[] secondMoment, int updates) =>
        (Parameters, FirstMoment, SecondMoment, Updates) = (parameters, firstMoment, secondMoment, updates);

    /// <summary>The parameters.</summary>
    public float[] Parameters { get; }

    /// <summary>The running mean of gradients.</summary>
    public float[] FirstMoment { get; }

    /// <summary>The running mean of squared gradients.</summary>
    public float[] SecondMoment { get; }

    /// <summary>How many updates were taken.</summary>
    public int Updates { get; private set; }

    /// <summary>Takes one update, unless the gradient has an element that is not finite.</summary>
    /// <param name="contribution">The summed gradient of the step; it is divided by its count.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <returns>Whether the update was taken.</returns>
    public bool Update(GradientContribution contribution, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        var norm = Math.Sqrt(SumOfSquares(contribution.Gradient)) / contribution.Count;
        if (!double.IsFinite(norm)) return false;

        Updates++;
        var scale = (float)(Math.Min(1, LargestNorm / norm) / contribution.Count);
        var rate = (float)(learningRate / (1 - Math.Pow(FirstDecay, Updates)));
        var correction = (float)(1 / (1 - Math.Pow(SecondDecay, Updates)));
        Move(contribution.Gradient, scale, rate, correction);
        return true;
    }

    // Four sums, which do not wait for each other, in an order that is the same on any machine.
    private static double SumOfSquares(ReadOnlySpan<float> elements)
    {
        Vector128<double> lower = default, upper = default;
        for (; elements.Length >= Vector128<float>.Count; elements = elements[Vector128<float>.Count..])
        {
            var (first, second) = Vector128.Widen(Vector128.Create(elements));
            lower += first * first;
            upper += second * second;
        }
        var sum = Vector128.Sum(lower + upper);
        foreach (var element in elements) sum += (double)element * element;
        return sum;
    }

    // In vectors, and what is left of them one by one; each element has the same operations in either.
    private void Move(float[] gradients, float scale, float rate, float correction)
    {
        var i = 0;
        for (; i <= Parameters.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = new Vector<float>(gradients, i) * scale;
            var (first, second) = (new Vector<float>(FirstMoment, i), new Vector<float>(SecondMoment, i));
            first += (gradient - first) * (float)(1 - FirstDecay);
            second += (gradient * gradient - second) * (float)(1 - SecondDecay);
            var step = first * rate / (Vector.SquareRoot(second * correction) + new Vector<float>((float)Epsilon));
            first.CopyTo(FirstMoment, i);
            second.CopyTo(SecondMoment, i);
            (new Vector<float>(Parameters, i) - step).CopyTo(Parameters, i);
        }
        for (; i < Parameters.Length; i++)
        {
            var gradient = scale * gradients[i];
            FirstMoment[i] += (float)(1 - FirstDecay) * (gradient - FirstMoment[i]);
            SecondMoment[i] += (float)(1 - SecondDecay) * (gradient * gradient - SecondMoment[i]);
            Parameters[i] -= rate * FirstMoment[i] / (MathF.Sqrt(correction * SecondMoment[i]) + (float)Epsilon);
        }
    }
}
