using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class WithheldObservationTests
{
    [Fact]
    public void An_observation_is_compared_with_the_published_mean_and_spread()
    {
        var prior = TestPriors.Pendulum;
        var estimate = Assert.Single(new WindowAssimilator(prior).Assimilate([new WindowProblem([new PointObservation(2, 0, 0.3, 0.1)])]));
        var n = prior.Shape.Components;
        var departure = WithheldObservation.Departure(prior, estimate, new PointObservation(5, 0, 1.5, 0.2));
        var variance = estimate.StandardDeviation[5 * n] * estimate.StandardDeviation[5 * n];
        Assert.Equal(1.5 - estimate.Mean[5 * n], departure.OMinusB, 1e-9);
        Assert.Equal(departure.OMinusB, departure.LeaveOneOut, 1e-9);
        Assert.Equal(variance + 0.2 * 0.2, departure.LeaveOneOutVariance, 1e-9);
        Assert.Equal(0.2 * 0.2, departure.ErrorVariance, 1e-12);
    }

    [Fact]
    public void Between_steps_it_is_compared_with_both_and_its_error_has_what_a_straight_line_misses()
    {
        var prior = TestPriors.Pendulum;
        var estimate = Assert.Single(new WindowAssimilator(prior).Assimilate([new WindowProblem([])]));
        var n = prior.Shape.Components;
        var departure = WithheldObservation.Departure(prior, estimate, new PointObservation(5.5, 1, 0, 0.2));
        Assert.Equal(-(estimate.Mean[5 * n + 1] + estimate.Mean[6 * n + 1]) / 2, departure.OMinusB, 1e-9);
        Assert.True(departure.ErrorVariance >= 0.2 * 0.2);
    }
}
