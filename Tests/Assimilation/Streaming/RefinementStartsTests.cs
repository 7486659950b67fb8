using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class RefinementStartsTests
{
    private const int Shift = 8, Solves = 8;
    private static readonly Prior Prior = TestPriors.Lorenz63;

    private readonly WindowPreparation _preparation = new(Prior, TestWindows.OperatorOf(Prior));
    private readonly Refinement _refinement = new(Prior);
    private readonly NeuralBlock _block = new(Prior);
    private readonly RefinementStarts _starts;

    public RefinementStartsTests() => _starts = new RefinementStarts(Prior, _block, _preparation);

    [Fact]
    public void What_is_handed_on_costs_no_more_than_the_minimum_from_any_start()
    {
        var several = 0;
        foreach (var problem in Follow("E16", tracks: 2, windows: 12))
        {
            var window = Analyse(problem);
            var costs = _starts.Of([window])[0].Select(start =>
                _refinement.Run([start], [window.Observations], Solves, [window.Arrival])[0].Cost).ToArray();
            AnalysedWindow[] refined = [window];
            new WindowRefinement(Prior, _block, _preparation, new DepartureReader(TestWindows.OperatorOf(Prior)), _refinement).Run(refined);
            Assert.All(costs, cost => Assert.InRange(CostOf(refined[0]), 0, cost * (1 + 1e-9)));
            if (costs.Max() > 1.01 * costs.Min()) several++;
        }
        Assert.InRange(several, 1, int.MaxValue);
    }

    [Theory]
    [InlineData(new double[] { 7, 15, 23, 31 }, null, 1)]
    [InlineData(new double[] { 7, 15, 31 }, null, 5)]
    [InlineData(new double[] { 7, 15, 22 }, null, 5)]
    [InlineData(new double[] { 9, 15, 23, 31 }, null, 5)]
    [InlineData(new double[0], null, 2)]
    [InlineData(new double[] { 7, 15, 31 }, 1, 1)]
    [InlineData(new double[] { 7, 15, 31 }, 2, 2)]
    [InlineData(new double[] { 7, 15, 23, 31 }, 3, 3)]
    [InlineData(new double[] { 7, 15, 23, 31 }, 4, 4)]
    public void Starts_are_as_many_as_asked_for_or_as_the_observations_need(double[] steps, int? asked, int expected)
    {
        var problem = Follow("E16", tracks: 1, windows: 2)[^1] with
        {
            Observations = [.. steps.Select(step => new PointObservation(step, 0, 1, 0.4))], Starts = asked,
        };
        Assert.Equal(expected, _starts.Of([Analyse(problem)])[0].Count);
        Assert.Single(_starts.Of([Analyse(problem with { Carried = null })])[0]);
        Assert.Equal(Math.Min(expected, asked ?? 2), _starts.Of([Analyse(problem with { StartsWhereSparse = 2 })])[0].Count);
    }

    [Fact]
    public void Forecast_that_leaves_for_infinity_is_passed_over()
    {
        var problem = Follow("E16", tracks: 1, windows: 2)[^1];
        var carried = problem.Carried!;
        var far = problem with { Carried = carried with { Overlap = [.. carried.Overlap.Select(_ => 1e40)] }, Starts = 8 };
        var estimate = new WindowAssimilator(Prior).Assimilate([far])[0];
        Assert.All(estimate.RefinedMean!, value => Assert.InRange(value, -100, 100));
        Assert.NotNull(estimate.Carried);
    }

    [Fact]
    public void Number_of_starts_out_of_range_is_refused() => Assert.Equal(
        "9 starts; expected 1 .. 8", Assert.Throws<ArgumentException>(
            () => new WindowAssimilator(Prior).Assimilate([new WindowProblem([]) { Starts = 9 }])).Message);

    // The problems of windows in a row, after the first of each track.
    private static List<WindowProblem> Follow(string schedule, int tracks, int windows)
    {
        var (assimilator, problems) = (new WindowAssimilator(Prior), new List<WindowProblem>());
        var length = Prior.Shape.Steps + (windows - 1) * Shift;
        foreach (var track in TrackSampler.ValidationTracks(
            TestSettings.Lorenz63, ObservationSchedule.Named[schedule], tracks, length, seed: 5))
        {
            CarriedInformation? carried = null;
            for (var begin = 0; begin + Prior.Shape.Steps <= length; begin += Shift)
            {
                var problem = new WindowProblem(track.Between(begin, begin + Prior.Shape.Steps), Solves) { Carried = carried, Shift = Shift };
                if (carried is not null) problems.Add(problem);
                carried = assimilator.Assimilate([problem])[0].Carried;
            }
        }
        return problems;
    }

    private AnalysedWindow Analyse(WindowProblem problem)
    {
        var prepared = _preparation.Prepare(problem);
        _block.Run([prepared]);
        var estimate = new WindowAssimilator(Prior).Assimilate([problem with { RefinementSteps = 0 }])[0] with
        {
            Mean = _block.Analysis(0),
        };
        return new AnalysedWindow(prepared, estimate, estimate.Mean, null);
    }

    private static double CostOf(AnalysedWindow window)
    {
        var physics = new PhysicalPrior<Float64>(Prior.Description.Model!, Prior.Shape, Prior.Normalization, Prior.Climatology);
        return physics.Cost(Vectors.ToLanes<Float64>(window.Trajectory)).Get(0) + window.Observations.Cost(window.Trajectory)
            + (window.Arrival?.Cost(window.Trajectory.AsSpan(0, Prior.Shape.Components)) ?? 0);
    }
}
