using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Observations;

public class ObservationSetTests
{
    private static readonly Gen<LinearProblem<Float64>> Problems = LinearProblems.Local<Float64>();

    [Fact]
    public void Information_form_equals_the_dense_one() => Problems.Sample(problem =>
    {
        var set = problem.Observations[0];
        var (rows, weights) = (Dense.Rows(set.Operator.Linearize([])), Weights(set));
        var (precision, vector) = (rows.Transpose() * weights * rows, rows.Transpose() * (weights * Dense.Of(set.Values)));
        // Sums of up to 8 terms of size 1 / 0.01; the vector takes a detour over the expansion point.
        Assert.True((Dense.Symmetric(problem.Information.Precision, 0) - precision).InfinityNorm() <= 1e-12);
        Vectors.AssertClose([.. vector], Vectors.Lane<Float64>(problem.Information.Vector), 1e-12);
    });

    [Fact]
    public void Order_of_observations_is_irrelevant() => Problems.Sample(problem =>
    {
        var (set, shape) = (problem.Observations[0], problem.Shape);
        var reversed = set.Choose(Enumerable.Range(0, set.Count).Reverse());
        var information = new ObservationInformation<Float64>(shape);
        reversed.AddTo<Float64>(information, 0, Vectors.Lane<Float64>(problem.Prior.Center));
        Vectors.AssertClose(Vectors.Lane<Float64>(problem.Information.Precision.Elements),
            Vectors.Lane<Float64>(information.Precision.Elements), 1e-12);
        Vectors.AssertClose(Vectors.Lane<Float64>(problem.Information.Vector), Vectors.Lane<Float64>(information.Vector), 1e-12);
    });

    [Fact]
    public void Cost_is_half_the_weighted_square_of_the_departures() => Problems.Sample(problem =>
    {
        var (set, state) = (problem.Observations[0], Vectors.Lane<Float64>(problem.Prior.Center));
        var departures = Dense.Of(set.Values) - Dense.Rows(set.Operator.Linearize([])) * Dense.Of(state);
        Assert.Equal(departures * Weights(set) * departures / 2, set.Cost(state), 1e-9);
    });

    [Fact]
    public void Nonlinear_observations_are_linearized_at_the_state()
    {
        var shape = new WindowShape(2, 2);
        var set = new ObservationSet(new MagnitudeOperator(shape, [1]), [6], [0.25]);
        var information = new ObservationInformation<Float64>(shape);
        set.AddTo<Float64>(information, 0, [9, 9, 3, 4]);
        // h = 5, H = (0.6, 0.8), y − h + H x = 6 − 5 + 5, R⁻¹ = 4.
        Vectors.AssertClose([0, 0, 4 * 0.6 * 6, 4 * 0.8 * 6], Vectors.Lane<Float64>(information.Vector), 1e-15);
        Assert.Equal(4 * 0.6 * 0.8, information.Precision[3, 2].Get(0), 1e-15);
    }

    [Fact]
    public void Row_beyond_the_band_is_refused()
    {
        var set = new ObservationSet(new SparseRows(20, [[(0, 1), (19, 1)]]), [0], [1]);
        var information = new ObservationInformation<Float64>(new WindowShape(10, 2));
        Assert.Equal("an observation reaches beyond two neighbouring steps; use ConjugateGradients",
            Assert.Throws<ArgumentException>(() => set.AddTo<Float64>(information, 0, new double[20])).Message);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        static string Message(double[] values, double[] variances) => Assert.Throws<ArgumentException>(
            () => new ObservationSet(new SparseRows(2, [[(0, 1)]]), values, variances)).Message;
        Assert.Equal("h gives 1 observations; there are 2 values and 1 variances", Message([1, 2], [1]));
        Assert.Equal("h gives 1 observations; there are 1 values and 0 variances", Message([1], []));
        foreach (var variance in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.Equal("observed values must be finite, error variances positive and finite", Message([1], [variance]));
        Assert.Equal("observed values must be finite, error variances positive and finite", Message([double.NaN], [1]));
    }

    private static Matrix<double> Weights(ObservationSet set) =>
        Matrix<double>.Build.DenseOfDiagonalArray([.. set.ErrorVariances.Select(variance => 1 / variance)]);
}
