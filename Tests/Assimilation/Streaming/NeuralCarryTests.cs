using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

/// <summary>Windows in a row without a physical model.</summary>
public class NeuralCarryTests
{
    private static readonly Prior Shipped = PriorFiles.Load(PriorFiles.Shipped);

    [Fact]
    public void Carried_information_counts_like_observations_of_the_first_state()
    {
        var prior = Constant(TestPriors.Lorenz63);
        var units = prior.Normalization;
        // Observed to its end: what lies far beyond the newest observation is less certain in a carried window.
        var problem = new WindowProblem([.. TestWindows.Observed(1)[0].Observations, new(prior.Shape.Steps - 1, 0, 5, 0.4)]);
        double[] values = [3.1, -2.2, 25], errors = [0.5, 0.9, 0.3];
        var observed = problem with
        {
            Observations =
            [
                .. problem.Observations, .. values.Select((value, c) => new PointObservation(0, c, value, errors[c])),
            ],
        };
        double[] precisions = [.. errors.Select((error, c) => Math.Pow(units.StandardDeviation[c] / error, 2))];
        var carried = new CarriedInformation(
            [precisions[0], 0, 0, 0, precisions[1], 0, 0, 0, precisions[2]],
            [.. precisions.Select((precision, c) => precision * (values[c] - units.Mean[c]) / units.StandardDeviation[c])],
            Overlap: [], LastPrecision: [], LastVector: []);
        var estimates = new WindowAssimilator(prior).Assimilate([observed, problem with { Carried = carried }]);
        // Both ways add the same numbers to the same sums, in float32.
        Vectors.AssertClose(estimates[0].Mean, estimates[1].Mean, 1e-6);
        Vectors.AssertClose(estimates[0].StandardDeviation, estimates[1].StandardDeviation, 1e-6);
    }

    [Fact]
    public void Carried_windows_follow_a_stream_better_than_windows_on_their_own()
    {
        var tracks = TrackSampler.TestTracks(TestSettings.Lorenz63, ObservationSchedule.Named["E8"], count: 16, steps: 480, seed: 1);
        var comparison = new StreamingComparison(Shipped.Shape, Shipped.Normalization, shift: 8);
        var carried = comparison.Run(new WindowedMethod(Shipped, 0, carries: true, "carried"), tracks);
        var alone = comparison.Run(new WindowedMethod(Shipped, 0, carries: false, "alone"), tracks);
        Assert.InRange(carried.Rmse, 0, 0.97 * alone.Rmse);
        Assert.InRange(carried.SpreadSkill, 0.8, 1.3);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(0, 32)]
    public void Outage_ends_in_climatology(int refinementSteps, int shift)
    {
        var track = TrackSampler.TestTracks(TestSettings.Lorenz63, ObservationSchedule.Named["E8"], 1, steps: 128, seed: 2)[0];
        var assimilator = new WindowAssimilator(Shipped);
        CarriedInformation? carried = null;
        WindowEstimate? estimate = null;
        for (var begin = 0; begin < 1600; begin += shift)
        {
            estimate = assimilator.Assimilate([new WindowProblem(track.Between(begin, begin + 32), refinementSteps)
            {
                Carried = carried, Shift = shift,
            }])[0];
            Assert.Equal(SolveStatus.Succeeded, estimate.Status);
            carried = estimate.Carried!;
        }
        var (mean, deviation) = (
            TestWindows.Normalized(Shipped, estimate!.RefinedMean ?? estimate.Mean),
            estimate.RefinedStandardDeviation ?? estimate.StandardDeviation);
        Shipped.Normalization.ScaleToNormalized(deviation);
        Assert.All(mean[^3..], value => Assert.InRange(value, -0.05, 0.05));
        Assert.All(deviation[^3..], value => Assert.InRange(value, 0.95, 1.05));
        // The sample covariances of two steps differ by a few hundredths, against a climatological precision of 1.
        Assert.InRange(carried!.Precision.Max(Math.Abs), 0, 0.05);
    }

    // Networks whose weights are zero say the same whatever they are given.
    private static Prior Constant(Prior like) => Prior.Create(
        like.Description with { Architecture = like.Description.Architecture with { Applications = 1 } },
        TestSettings.Lorenz63Climatology, new float[(like.Description.Architecture with { Applications = 1 }).ParameterCount],
        VarianceCalibration.None, new Dictionary<string, string>());
}
