using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

/// <summary>What an analysis says of itself agrees with itself.</summary>
public class WindowEstimateTests
{
    private static readonly Prior Prior = TestPriors.Lorenz63;

    [Fact]
    public void Departures_are_observations_minus_background_and_analysis()
    {
        var problems = TestWindows.Varied(10);
        foreach (var (problem, estimate) in problems.Zip(new WindowAssimilator(Prior).Assimilate(problems)))
        {
            Assert.Equal(problem.Observations.Count, estimate.Departures.Length);
            foreach (var (observation, departure) in problem.Observations.Zip(estimate.Departures))
            {
                Assert.Equal(observation.Value - Interpolate(Prior.Normalization.Mean, observation), departure.OMinusB, 1e-9);
                Assert.Equal(observation.Value - Interpolate(estimate.Mean, observation), departure.OMinusA, 1e-9);
                var variance = observation.ErrorStandardDeviation * observation.ErrorStandardDeviation;
                Assert.InRange(departure.ErrorVariance, variance * (1 - 1e-12), double.MaxValue);
                Assert.InRange(departure.Influence, 0, 1);
            }
            Assert.Equal(estimate.Departures.Sum(departure => departure.Influence), estimate.DegreesOfFreedomForSignal, 1e-12);
            Assert.InRange(estimate.DegreesOfFreedomForSignal, 0, problem.Observations.Count);
        }
    }

    [Fact]
    public void Chi_square_of_one_observation_is_its_squared_innovation_over_its_variance()
    {
        var departed = new WindowAssimilator(Prior).Assimilate([new WindowProblem([new(7.5, 0, 9, 0.4)])])[0];
        var departure = departed.Departures[0];
        var expected = departure.OMinusB * departure.OMinusB / (departure.BackgroundVariance + departure.ErrorVariance);
        Assert.Equal(expected, departed.ChiSquare, 1e-12 * expected);
    }

    [Fact]
    public void Refinement_lowers_the_cost_of_four_dimensional_variational_assimilation()
    {
        var problems = TestWindows.Lorenz63("R8", 6).Select(window => new WindowProblem(window.Observations, 3)).ToArray();
        problems[4] = problems[4] with { RefinementSteps = 8 };
        var estimates = new WindowAssimilator(Prior).Assimilate(problems);
        foreach (var (problem, estimate) in problems.Zip(estimates))
        {
            var observations = TestWindows.OperatorOf(Prior).Observe(problem.Observations);
            Assert.True(CostOf(estimate.RefinedMean!, observations) < CostOf(estimate.Mean, observations));
            Assert.Equal(estimate.Mean.Length, estimate.RefinedStandardDeviation!.Length);
        }
    }

    [Fact]
    public void Refinement_of_some_windows_leaves_the_others_as_they_are()
    {
        var problems = TestWindows.Varied(6);
        WindowProblem[] mixed = [.. problems.Select((problem, i) => problem with { RefinementSteps = i % 3 })];
        var assimilator = new WindowAssimilator(Prior);
        var (plain, refined) = (assimilator.Assimilate(problems), assimilator.Assimilate(mixed));
        for (var i = 0; i < problems.Length; i++)
        {
            Assert.Equal(plain[i].Mean, refined[i].Mean);
            Assert.Equal(i % 3 > 0, refined[i].RefinedMean is not null);
            if (i % 3 == 0) continue;
            Assert.Equal(assimilator.Assimilate([mixed[i]])[0].RefinedMean, refined[i].RefinedMean);
        }
    }

    [Fact]
    public void Refinement_needs_a_physical_model() => Assert.Equal(
        "prior 'without-model' knows no physical model, so nothing can be refined",
        Assert.Throws<ArgumentException>(() => new WindowAssimilator(TestPriors.WithoutModel).Assimilate(
            [new WindowProblem([], RefinementSteps: 1)])).Message);

    [Fact]
    public void Neural_analysis_lowers_the_cost_of_its_last_prior()
    {
        foreach (var estimate in new WindowAssimilator(Prior).Assimilate(TestWindows.Observed(10)))
            Assert.True(estimate.CostAfter < estimate.CostBefore);
    }

    private static double Interpolate(double[] trajectory, PointObservation observation)
    {
        var t = Math.Min((int)observation.Step, Prior.Shape.Steps - 2);
        double At(int step) => trajectory[step * Prior.Shape.Components + observation.Component];
        return At(t) + (observation.Step - t) * (At(t + 1) - At(t));
    }

    private static double CostOf(double[] trajectory, ObservationSet observations)
    {
        var state = TestWindows.Normalized(Prior, trajectory);
        var physics = new PhysicalPrior<Float64>(
            Prior.Description.Model!, Prior.Shape, Prior.Normalization, Prior.Climatology);
        return physics.Cost(Vectors.ToLanes<Float64>(state)).Get(0) + observations.Cost(state);
    }
}
