using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

/// <summary>Laws that hold for every prior, whatever it learned.</summary>
public class CarriedWindowTests
{
    public static TheoryData<string, int, int, int> Cases => new(
        from prior in TestPriors.All
        from steps in prior.Description.Model is null ? new[] { 0 } : [0, 2]
        where steps > 0 || prior.Networks.Form != PriorForm.MeanOnly
        from starts in steps == 0 ? new[] { 1 } : [1, 4]
        from shift in new[] { 1, prior.Shape.Steps / 4, prior.Shape.Steps }
        select (prior.Description.Name, steps, starts, shift));

    [Theory, MemberData(nameof(Cases))]
    public void Windows_in_a_row_repeat_bit_by_bit(string prior, int steps, int starts, int shift)
    {
        var (first, second) = (Run(Find(prior), steps, starts, shift, tracks: 3), Run(Find(prior), steps, starts, shift, tracks: 3));
        foreach (var (a, b) in first.Zip(second)) AssertIdentical(a, b);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Track_does_not_depend_on_its_neighbours(string prior, int steps, int starts, int shift)
    {
        var (together, alone) = (Run(Find(prior), steps, starts, shift, tracks: 21), Run(Find(prior), steps, starts, shift, tracks: 1));
        for (var window = 0; window < alone.Count; window++) AssertIdentical(alone[window], together[21 * window]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Window_hands_on_information_of_its_shape(string prior, int steps, int starts, int shift)
    {
        var (shape, n) = (Find(prior).Shape, Find(prior).Shape.Components);
        foreach (var estimate in Run(Find(prior), steps, starts, shift, tracks: 2))
        {
            Assert.Equal(SolveStatus.Succeeded, estimate.Status);
            var carried = estimate.Carried!;
            var last = shift == shape.Steps ? 0 : n;
            Assert.Equal((n * n, n, (shape.Steps - shift) * n, n * last, last), (carried.Precision.Length,
                carried.Vector.Length, carried.Overlap.Length, carried.LastPrecision.Length, carried.LastVector.Length));
            // What is returned may be the mean of several minima; one of them is handed on.
            if (starts > 1) continue;
            var analysis = TestWindows.Normalized(Find(prior), estimate.RefinedMean ?? estimate.Mean);
            Vectors.AssertClose(analysis[(shift * n)..], carried.Overlap, 1e-12);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Published_deviations_stay_within_climatology(string prior, int steps, int starts, int shift)
    {
        double[] climate = [.. Find(prior).Climatology.Covariance.Diagonal().Select(Math.Sqrt)];
        Find(prior).Normalization.ScaleToPhysical(climate);
        foreach (var estimate in Run(Find(prior), steps, starts, shift, tracks: 2))
            Assert.All(climate.Zip(estimate.RefinedStandardDeviation ?? estimate.StandardDeviation), pair =>
                Assert.InRange(pair.Second, 0, pair.First * (1 + 1e-12)));
    }

    [Fact]
    public void Window_that_is_not_asked_hands_on_nothing() =>
        Assert.Null(new WindowAssimilator(TestPriors.Lorenz63).Assimilate([new WindowProblem([])])[0].Carried);

    [Fact]
    public void Window_that_failed_hands_on_nothing()
    {
        var wrong = new WindowProblem([new(3, 0, 1e60, 0.4)]) { Shift = 8 };
        var estimate = new WindowAssimilator(TestPriors.Lorenz63).Assimilate([wrong])[0];
        Assert.NotEqual(SolveStatus.Succeeded, estimate.Status);
        Assert.Null(estimate.Carried);
    }

    [Fact]
    public void Prior_without_a_spread_hands_on_nothing() =>
        Assert.Null(new WindowAssimilator(TestPriors.MeanOnly).Assimilate([new WindowProblem([]) { Shift = 8 }])[0].Carried);

    [Fact]
    public void Shift_beyond_the_window_is_refused() => Assert.Equal(
        "a shift of 33 steps; expected 0 .. 32", Assert.Throws<ArgumentException>(
            () => new WindowAssimilator(TestPriors.Lorenz63).Assimilate([new WindowProblem([]) { Shift = 33 }])).Message);

    [Fact]
    public void Information_from_windows_of_another_shape_is_refused()
    {
        var foreign = new WindowAssimilator(TestPriors.Pendulum).Assimilate([new WindowProblem([]) { Shift = 2 }])[0].Carried;
        Assert.Equal(
            "carried information of 4, 2, 12, 4 and 2 elements; windows [32, 3] carry 9, 3, a multiple of 3 below 96, 9 and 3",
            Refused(foreign!));
    }

    [Fact]
    public void Information_that_is_not_finite_is_refused()
    {
        var carried = new WindowAssimilator(TestPriors.Lorenz63).Assimilate([new WindowProblem([]) { Shift = 8 }])[0].Carried!;
        Assert.Equal("carried information has elements that are not finite",
            Refused(carried with { Vector = [0, double.NaN, 0] }));
    }

    private static string Refused(CarriedInformation carried) => Assert.Throws<ArgumentException>(
        () => new WindowAssimilator(TestPriors.Lorenz63).Assimilate([new WindowProblem([]) { Carried = carried }])).Message;

    private static Prior Find(string name) => TestPriors.All.Single(prior => prior.Description.Name == name);

    // Five windows of each track, one track beside the other, as the service has them; every third step is observed. Some tracks
    // forget what they were told, so that windows of all kinds lie side by side.
    private static List<WindowEstimate> Run(Prior prior, int steps, int starts, int shift, int tracks)
    {
        var (assimilator, estimates) = (new WindowAssimilator(prior), new List<WindowEstimate>());
        var carried = new CarriedInformation?[tracks];
        for (var begin = 0; begin < 5 * shift; begin += shift)
        {
            var problems = Enumerable.Range(0, tracks).Select(track => new WindowProblem(
                [.. Observe(prior, track, begin)], steps) { Carried = carried[track], Shift = shift, Starts = starts }).ToArray();
            var block = assimilator.Assimilate(problems);
            carried = [.. block.Select((estimate, track) => track % 4 == 2 ? null : estimate.Carried)];
            estimates.AddRange(block);
        }
        return estimates;
    }

    private static IEnumerable<PointObservation> Observe(Prior prior, int track, int begin) =>
        Enumerable.Range(0, prior.Shape.Steps).Where(step => (begin + step + track) % 3 == 0).Select(step =>
            new PointObservation(step + 0.25 * (track % 2), 0, Math.Sin(0.3 * (begin + step) + track), 0.1));

    private static void AssertIdentical(WindowEstimate expected, WindowEstimate actual)
    {
        Assert.Equal(expected.FirstGuess, actual.FirstGuess);
        Assert.Equal(expected.Mean, actual.Mean);
        Assert.Equal(expected.StandardDeviation, actual.StandardDeviation);
        Assert.Equal(expected.RefinedMean, actual.RefinedMean);
        Assert.Equal(expected.RefinedStandardDeviation, actual.RefinedStandardDeviation);
        Assert.Equal(expected.Departures, actual.Departures);
        Assert.Equal(expected.ChiSquare, actual.ChiSquare);
        Assert.Equal(expected.Carried!.Precision, actual.Carried!.Precision);
        Assert.Equal(expected.Carried.Vector, actual.Carried.Vector);
        Assert.Equal(expected.Carried.Overlap, actual.Carried.Overlap);
        Assert.Equal(expected.Carried.LastPrecision, actual.Carried.LastPrecision);
        Assert.Equal(expected.Carried.LastVector, actual.Carried.LastVector);
    }
}
