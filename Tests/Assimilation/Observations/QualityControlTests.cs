using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Observations;

public class QualityControlTests
{
    private const double Threshold = 4;

    [Fact]
    public void Leave_one_out_departure_is_that_of_the_analysis_without_the_observation() =>
        LinearProblems.Local<Float64>().Where(problem => problem.Observations[0].Count > 0).Sample(problem =>
        {
            var departures = Departures(problem);
            for (var i = 0; i < departures.Length; i++)
            {
                var others = Enumerable.Range(0, departures.Length).Where(k => k != i);
                var without = problem with { Observations = [problem.Observations[0].Choose(others)] };
                var precision = without.PosteriorPrecision(0);
                var row = Dense.Rows(problem.Observations[0].Operator.Linearize([])).Row(i);
                var expected = problem.Observations[0].Values[i] - row * Dense.Of(without.DenseEstimate(0, precision));
                var variance = departures[i].ErrorVariance + row * precision.Cholesky().Solve(row);
                // Rounding times the condition number (no eigenvalue is below 1) over the smallest 1 − influence drawn.
                var tolerance = 64 * Dense.Roundoff<Float64>() * precision.InfinityNorm() / (1 - departures[i].Influence);
                Assert.Equal(expected, departures[i].LeaveOneOut, tolerance * (1 + Math.Abs(expected)));
                Assert.Equal(variance, departures[i].LeaveOneOutVariance, tolerance * variance);
            }
        });

    [Fact]
    public void Planted_gross_error_is_found_wherever_it_is() =>
        Gen.Select(Gen.Int[0, 11], Gen.OneOf(-1, 1), Gen.ULong).Sample((at, sign, seed) =>
        {
            var departures = Departures(RandomWalk(seed, gross: at, size: sign * 20));
            Assert.Equal([at], QualityControl.WorstGrossErrors(departures, Threshold));
            Assert.Equal([11 - at], QualityControl.WorstGrossErrors([.. departures.Reverse()], Threshold));
        });

    [Fact]
    public void Observations_that_agree_are_all_accepted() => Assert.Empty(
        QualityControl.WorstGrossErrors(Departures(RandomWalk(seed: 1, gross: 0, size: 0)), Threshold));

    [Fact]
    public void No_observations_have_no_gross_error() => Assert.Empty(QualityControl.WorstGrossErrors([], Threshold));

    [Fact]
    public void Several_are_found_at_once_where_observations_are_many()
    {
        ObservationDeparture[] departures = [.. Enumerable.Range(0, 32).Select(i => Departing(i % 4 == 3 ? i : 0))];
        Assert.Equal([31, 27, 23, 19], QualityControl.WorstGrossErrors(departures, Threshold));
        Assert.Equal([30, 31], QualityControl.WorstGrossErrors(
            [.. Enumerable.Range(0, 30).Select(_ => Departing(9)), Departing(100), Departing(-60)], Threshold));
        Assert.Equal([23, 19, 15], QualityControl.WorstGrossErrors(departures, Threshold, i => i < 24));
    }

    private static ObservationDeparture Departing(double deviations) =>
        new(0, deviations, 0, AnalysisVariance: 0, ErrorVariance: 1);

    // A state that hardly moves, observed at each of 12 steps with error 0.1; one value is off by `size` errors.
    private static LinearProblem<Float64> RandomWalk(ulong seed, int gross, double size)
    {
        const double Error = 0.1, ModelPrecision = 1 / (0.05 * 0.05);
        var (shape, random) = (new WindowShape(12, 1), new RandomSource(seed));
        var prior = new GaussianPrior<Float64>(shape);
        prior.Precision[0, 0] = Float64.Of(1);
        for (var t = 1; t < shape.Steps; t++)
        {
            prior.Precision[t, t] += Float64.Of(ModelPrecision);
            prior.Precision[t - 1, t - 1] += Float64.Of(ModelPrecision);
            prior.Precision[t, t - 1] = Float64.Of(-ModelPrecision);
        }
        double[] values = [.. Enumerable.Range(0, shape.Steps).Select(_ => 0.5 * Error * random.NextUniform(-1, 1))];
        values[gross] += size * Error;
        var rows = new SparseRows(shape.Size, [.. Enumerable.Range(0, shape.Steps).Select(t => new[] { (t, 1.0) })]);
        return new LinearProblem<Float64>(
            shape, prior, [new ObservationSet(rows, values, [.. values.Select(_ => Error * Error)])]);
    }

    private static ObservationDeparture[] Departures(LinearProblem<Float64> problem)
    {
        var (set, precision) = (problem.Observations[0], problem.PosteriorPrecision(0));
        var rows = Dense.Rows(set.Operator.Linearize([]));
        var (analysis, variances) = (problem.DenseEstimate(0, precision), rows * precision.Cholesky().Solve(rows.Transpose()));
        var departures = set.Departures(analysis);
        return [.. Enumerable.Range(0, set.Count).Select(i =>
            new ObservationDeparture(0, departures[i], 0, variances[i, i], set.ErrorVariances[i]))];
    }
}
