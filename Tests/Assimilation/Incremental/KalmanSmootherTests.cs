using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

/// <summary>
/// Where the dynamics are linear, one outer step of 4D-Var from anywhere is the smoother of Rauch, Tung and Striebel. Without
/// gravity the pendulum is linear: q' = p, p' = −c p.
/// </summary>
public class KalmanSmootherTests
{
    private const int Steps = 10, Size = 2;
    private const double TimeStep = 0.2, Damping = 0.5;
    private static readonly WindowShape Shape = new(Steps, Size);
    private static readonly PhysicalModel Model = new(
        "pendulum", new Dictionary<string, double> { ["k"] = 0, ["c"] = Damping }, TimeStep, [0.02, 0.05]);

    [Fact]
    public void One_outer_step_equals_the_smoother() => Gen.ULong.Sample(seed =>
    {
        var problem = Draw(new RandomSource(seed));
        var loop = RunOneStep(problem);
        var analysis = Vectors.Lane<Float64>(loop.Analysis);
        problem.Normalization.ToPhysical(analysis);
        var smoothed = Smooth(problem);
        for (var t = 0; t < Steps; t++)
        {
            // Rounding times the condition number of the precision, which is below 10⁵ here.
            Vectors.AssertClose([.. smoothed[t].Mean], analysis[(t * Size)..((t + 1) * Size)], 1e-10);
            for (var i = 0; i < Size; i++)
            {
                for (var j = 0; j < Size; j++)
                {
                    var scale = problem.Normalization.StandardDeviation[i] * problem.Normalization.StandardDeviation[j];
                    var covariance = scale * loop.Estimate.Covariance[t * Size + i, t * Size + j].Get(0);
                    var expected = smoothed[t].Covariance[i, j];
                    Assert.Equal(expected, covariance, 1e-10 * Math.Max(1, Math.Abs(expected)));
                }
            }
        }
    });

    private sealed record Problem(
        Normalization Normalization, ClimatologicalPrior Climatology, PointObservation[] Observations, double[] FirstGuess);

    private static Problem Draw(RandomSource random)
    {
        double[] Gaussians(int count, double scale = 1) =>
            [.. Enumerable.Range(0, count).Select(_ => scale * random.NextGaussian())];
        var root = Matrix<double>.Build.Dense(Size, Size, Gaussians(Size * Size));
        var covariance = Matrix<double>.Build.DenseIdentity(Shape.Size);
        covariance.SetSubMatrix(0, 0, root * root.Transpose() + Matrix<double>.Build.DenseIdentity(Size));
        double[] units = [0.5 + random.NextUniform(), 0.5 + random.NextUniform()];
        var (origin, background) = (Gaussians(Size), Gaussians(Size));
        return new Problem(
            new Normalization([.. Enumerable.Repeat(origin, Steps).SelectMany(x => x)],
                [.. Enumerable.Repeat(units, Steps).SelectMany(x => x)]),
            new ClimatologicalPrior([.. background, .. new double[Shape.Size - Size]], covariance),
            [.. Enumerable.Range(0, random.NextInteger(8)).Select(_ => new PointObservation(
                random.NextInteger(Steps), random.NextInteger(Size), random.NextGaussian(), random.NextUniform(0.1, 1)))],
            Gaussians(Shape.Size, 5));
    }

    private static IncrementalAssimilation<Float64> RunOneStep(Problem problem)
    {
        var windows = new WindowBlock<Float64>(Shape);
        var h = new PointObservationOperator(Shape, problem.Normalization, [0, 0]);
        windows.Load([problem.FirstGuess], [h.Observe(problem.Observations)]);
        var physics = new PhysicalPrior<Float64>(Model, Shape, problem.Normalization, problem.Climatology);
        var loop = new IncrementalAssimilation<Float64>(windows, physics, new DirectUpdate<Float64>(levels: 1));
        loop.Run();
        return loop;
    }

    // Forward: the Kalman filter, one scalar observation after the other. Backward: Rauch, Tung and Striebel (1965).
    private static (Vector<double> Mean, Matrix<double> Covariance)[] Smooth(Problem problem)
    {
        var (dynamics, noise) = (Propagator(), Matrix<double>.Build.DenseOfDiagonalArray([.. Model.ModelErrorVariance]));
        var (origin, units) = (problem.Normalization.Mean[..Size], problem.Normalization.StandardDeviation[..Size]);
        var scale = Matrix<double>.Build.DenseOfDiagonalArray(units);
        var mean = Dense.Of(origin) + scale * Dense.Of(problem.Climatology.Mean[..Size]);
        var covariance = scale * problem.Climatology.Covariance.SubMatrix(0, Size, 0, Size) * scale;

        var filtered = new (Vector<double> Mean, Matrix<double> Covariance)[Steps];
        for (var t = 0; t < Steps; t++)
        {
            if (t > 0) (mean, covariance) = (dynamics * mean, dynamics * covariance * dynamics.Transpose() + noise);
            foreach (var observation in problem.Observations.Where(o => o.Step == t))
            {
                var c = observation.Component;
                var gain = covariance.Column(c)
                    / (covariance[c, c] + observation.ErrorStandardDeviation * observation.ErrorStandardDeviation);
                mean += gain * (observation.Value - mean[c]);
                covariance -= gain.OuterProduct(covariance.Row(c));
            }
            filtered[t] = (mean, covariance);
        }
        var smoothed = ((Vector<double> Mean, Matrix<double> Covariance)[])filtered.Clone();
        for (var t = Steps - 2; t >= 0; t--)
        {
            var predicted = dynamics * filtered[t].Covariance * dynamics.Transpose() + noise;
            var gain = filtered[t].Covariance * dynamics.Transpose() * predicted.Inverse();
            smoothed[t].Mean = filtered[t].Mean + gain * (smoothed[t + 1].Mean - dynamics * filtered[t].Mean);
            smoothed[t].Covariance =
                filtered[t].Covariance + gain * (smoothed[t + 1].Covariance - predicted) * gain.Transpose();
        }
        return smoothed;
    }

    // What one Runge-Kutta step does to a linear system u' = A u: the exponential series of h A up to the fourth power.
    private static Matrix<double> Propagator()
    {
        var a = TimeStep * Matrix<double>.Build.DenseOfArray(new[,] { { 0, 1 }, { 0, -Damping } });
        var identity = Matrix<double>.Build.DenseIdentity(Size);
        return identity + a * (identity + a / 2 * (identity + a / 3 * (identity + a / 4)));
    }
}
