using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

/// <summary>The prior of 4D-Var against its own cost, written out as the square of one residual vector.</summary>
public class PhysicalPriorTests
{
    private static readonly Dictionary<string, (TwinExperiment Setting, Climatology Climatology)> Settings = new()
    {
        ["lorenz63"] = (TestSettings.Lorenz63, TestSettings.Lorenz63Climatology),
        ["pendulum"] = (TestSettings.Pendulum, TestSettings.PendulumClimatology),
    };

    public static TheoryData<string> Systems { get; } = [.. Settings.Keys];

    [Theory, MemberData(nameof(Systems))]
    public void Cost_is_half_the_square_of_the_residuals(string system) => Iterates(system).Sample(z =>
    {
        var residuals = Residuals(system, z);
        Assert.Equal(residuals.Dot(residuals) / 2, CostOf<Float64>(system, z), 1e-9 * residuals.Dot(residuals));
    }, iter: 20);

    [Theory, MemberData(nameof(Systems))]
    public void Gradient_equals_finite_differences_of_the_cost(string system) => Iterates(system).Sample(z =>
    {
        const double Step = 1e-5;   // truncation h² ~ 1e-10 against rounding 1e-16 · J / h ~ 1e-11 · J
        var actual = Vectors.Lane<Float64>(Model<Float64>(system).At(Vectors.ToLanes<Float64>(z), level: 0).Gradient);
        double[] expected = [.. Enumerable.Range(0, z.Length).Select(i =>
            -(CostOf<Float64>(system, Shift(z, i, Step)) - CostOf<Float64>(system, Shift(z, i, -Step))) / (2 * Step))];
        Vectors.AssertClose(expected, actual, 1e-7);
    }, iter: 10);

    [Theory, MemberData(nameof(Systems))]
    public void Precision_is_that_of_gauss_and_newton(string system) => Iterates(system).Sample(z =>
    {
        const double Step = 1e-5;
        var prior = Model<Float64>(system).At(Vectors.ToLanes<Float64>(z), level: 0);
        var jacobian = Matrix<double>.Build.DenseOfColumns(Enumerable.Range(0, z.Length).Select(i =>
            Residuals(system, Shift(z, i, Step)).Minus(Residuals(system, Shift(z, i, -Step))).Select(r => r / (2 * Step))));
        var expected = jacobian.TransposeThisAndMultiply(jacobian);
        Assert.True((Dense.Symmetric(prior.Precision, 0) - expected).FrobeniusNorm() <= 1e-8 * expected.FrobeniusNorm());
    }, iter: 10);

    [Theory, MemberData(nameof(Systems))]
    public void Lanes_agree_with_the_scalar_reference(string system) =>
        Iterates(system).Array[Float64Lanes.Count].Sample(iterates =>
        {
            var block = new Float64Lanes[iterates[0].Length];
            for (var lane = 0; lane < iterates.Length; lane++) LaneBlock.Scatter<Float64Lanes>(iterates[lane], block, lane);
            var (lanes, cost) = (Model<Float64Lanes>(system).At(block, level: 0), Model<Float64Lanes>(system).Cost(block));
            for (var lane = 0; lane < iterates.Length; lane++)
            {
                var expected = Model<Float64>(system).At(Vectors.ToLanes<Float64>(iterates[lane]), level: 0);
                Vectors.AssertClose(
                    Vectors.Lane<Float64>(expected.Gradient), Vectors.Lane<Float64Lanes>(lanes.Gradient, lane), 1e-11);
                Vectors.AssertClose(Vectors.Lane<Float64>(expected.Precision.Elements),
                    Vectors.Lane<Float64Lanes>(lanes.Precision.Elements, lane), 1e-11);
                var scalar = CostOf<Float64>(system, iterates[lane]);
                Assert.Equal(scalar, cost.Get(lane), 1e-11 * scalar);
            }
        }, iter: 10);

    private static Gen<double[]> Iterates(string system) => Gen.Double[-1.5, 1.5].Array[Settings[system].Setting.Shape.Size];

    private static PhysicalPrior<V> Model<V>(string system) where V : struct, ILane<V>
    {
        var (setting, climatology) = Settings[system];
        return new PhysicalPrior<V>(setting.Model, setting.Shape, climatology.Normalization, climatology.Prior);
    }

    private static double CostOf<V>(string system, double[] z) where V : struct, ILane<V> =>
        Model<V>(system).Cost(Vectors.ToLanes<V>(z)).Get(0);

    // B^-½ (x₀ − m), then Q^-½ (x_{t+1} − M(x_t)) for each t.
    private static double[] Residuals(string system, double[] z)
    {
        var (setting, climatology) = Settings[system];
        var (n, integrator) = (setting.Shape.Components, setting.Model.Integrator<Float64>());
        var covariance = climatology.Prior.Covariance.SubMatrix(0, n, 0, n);
        var background = Dense.Of(z[..n]) - Dense.Of(climatology.Prior.Mean[..n]);
        List<double> residuals = [.. covariance.Cholesky().Factor.Solve(background)];
        var states = (double[])z.Clone();
        climatology.Normalization.ToPhysical(states);
        var next = new Float64[n];
        for (var t = 0; t + 1 < setting.Shape.Steps; t++)
        {
            integrator.Step(Vectors.ToLanes<Float64>(states.AsSpan(t * n, n)), next);
            for (var i = 0; i < n; i++)
                residuals.Add((states[(t + 1) * n + i] - next[i].Get(0)) / Math.Sqrt(setting.Model.ModelErrorVariance[i]));
        }
        return [.. residuals];
    }

    private static double[] Shift(double[] z, int index, double step)
    {
        var shifted = (double[])z.Clone();
        shifted[index] += step;
        return shifted;
    }
}
