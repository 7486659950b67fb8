using CsCheck;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class IncrementalAssimilationTests
{
    [Fact]
    public void A_prior_that_does_not_depend_on_the_iterate_is_done_after_one_step() =>
        LinearProblems.Local<Float64>().Sample(problem =>
        {
            var once = Run(problem, levels: 1);
            Assert.Equal(once, Run(problem, levels: 4));
            var precision = problem.PosteriorPrecision(0);
            Vectors.AssertClose(problem.DenseEstimate(0, precision), once,
                64 * Dense.Roundoff<Float64>() * precision.InfinityNorm());   // no eigenvalue is below 1
        });

    [Fact]
    public void Without_observations_the_analysis_is_the_mean_of_the_last_prior()
    {
        var prior = TestPriors.Lorenz63;
        var windows = new WindowBlock<Float64>(prior.Shape);
        windows.Load([new double[prior.Shape.Size]], [ObservationSet.Empty(prior.Shape.Size)]);
        var loop = NeuralAssimilation.Create(prior, windows);
        loop.Run();

        var model = prior.Networks.Model<Float64>(prior.Shape);
        var first = model.At(windows.FirstGuess, level: 0).Center.Span.ToArray();
        var second = model.At(first, level: 1).Center;
        Assert.Equal(Vectors.Lane<Float64>(second), Vectors.Lane<Float64>(loop.Analysis));
    }

    [Fact]
    public void Nonlinear_observations_are_linearized_anew_until_the_gradient_vanishes() => Gen.Select(
        Gen.Double[0.5, 2].Array[6], Gen.Double[1, 3].Array[2]).Sample((mean, values) =>
    {
        var shape = new WindowShape(3, 2);
        var prior = new GaussianPrior<Float64>(shape);
        for (var i = 0; i < shape.Size; i++) prior.Precision[i, i] = Float64.Of(1);
        LaneBlock.Scatter<Float64>(mean, prior.Center, 0);
        var observations = new ObservationSet(new MagnitudeOperator(shape, [0, 2]), values, [0.5, 0.5]);

        var windows = new WindowBlock<Float64>(shape);
        windows.Load([mean], [observations]);
        var loop = new IncrementalAssimilation<Float64>(windows, new Constant(prior), new DirectUpdate<Float64>(levels: 60));
        loop.Run();

        var analysis = Vectors.Lane<Float64>(loop.Analysis);
        var gradient = analysis.Minus(mean);
        observations.Operator.Linearize(analysis).AddAdjoint(
            [.. observations.Departures(analysis).Select(departure => -departure / 0.5)], gradient);
        Vectors.AssertClose(new double[shape.Size], gradient, 1e-9);
    });

    [Fact]
    public void Cost_is_that_of_prior_and_observations() => LinearProblems.Local<Float64>().Sample(problem =>
    {
        var windows = Load(problem);
        var loop = new IncrementalAssimilation<Float64>(windows, new Constant(problem.Prior), new DirectUpdate<Float64>(1));
        loop.Run();
        var analysis = Vectors.Lane<Float64>(loop.Analysis);
        double CostOf(double[] x) => loop.Cost(Vectors.ToLanes<Float64>(x)).Get(0);

        var increment = Dense.Of(analysis) - Dense.Lane(problem.Prior.Center, 0);
        var expected = increment * Dense.Symmetric(problem.Prior.Precision, 0) * increment / 2
            - Dense.Lane(problem.Prior.Gradient, 0) * increment + problem.Observations[0].Cost(analysis);
        Assert.Equal(expected, CostOf(analysis), 1e-9 * (1 + Math.Abs(expected)));
        for (var i = 0; i < analysis.Length; i++)
        {
            var beside = (double[])analysis.Clone();
            beside[i] += 0.01;
            Assert.True(CostOf(beside) > CostOf(analysis));   // the estimate minimises it
        }
    });

    private static double[] Run(LinearProblem<Float64> problem, int levels)
    {
        var loop = new IncrementalAssimilation<Float64>(
            Load(problem), new Constant(problem.Prior), new DirectUpdate<Float64>(levels));
        loop.Run();
        return Vectors.Lane<Float64>(loop.Analysis);
    }

    private static WindowBlock<Float64> Load(LinearProblem<Float64> problem)
    {
        var windows = new WindowBlock<Float64>(problem.Shape);
        windows.Load([Vectors.Lane<Float64>(problem.Prior.Center)], problem.Observations);
        return windows;
    }

    private sealed class Constant(GaussianPrior<Float64> prior) : IPriorModel<Float64>
    {
        public GaussianPrior<Float64> At(ReadOnlySpan<Float64> iterate, int level) => prior;
    }
}
