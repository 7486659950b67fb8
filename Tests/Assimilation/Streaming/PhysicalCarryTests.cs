using CsCheck;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

/// <summary>
/// Where the system is linear, windows that hand on know exactly what the Kalman filter and smoother know from the whole stream.
/// </summary>
public class PhysicalCarryTests
{
    private const int Steps = 60;
    private static readonly Prior Prior = LinearStream.Prior;
    private static readonly StateClimatology Climate = new(Prior.Climatology.State(0, LinearStream.Size));

    [Fact]
    public void Carried_information_is_the_prediction_of_the_Kalman_filter() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 10]).Sample((seed, shift) =>
        {
            var stream = new LinearStream(Steps, rate: 0.4, new RandomSource(seed));
            foreach (var (begin, _, carried) in Run(stream, shift))
            {
                var (expected, actual) = (stream.Predict(begin + shift), Physical(carried));
                // Rounding times the condition number of the precisions, below 10⁶ here, and the windows before.
                Vectors.AssertClose([.. expected.Mean], [.. actual.Mean], 1e-8);
                Vectors.AssertClose(expected.Covariance.ToRowMajorArray(), actual.Covariance.ToRowMajorArray(), 1e-8);
            }
        }, iter: 20);

    [Fact]
    public void Window_with_carried_information_equals_the_smoother_of_the_whole_stream() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 10]).Sample((seed, shift) =>
        {
            var stream = new LinearStream(Steps, rate: 0.4, new RandomSource(seed));
            var (begin, problem, _) = Run(stream, shift)[^1];
            var (windows, observe) = (new WindowBlock<Float64>(Prior.Shape), TestWindows.OperatorOf(Prior));
            windows.Load(
                [new double[Prior.Shape.Size]], [observe.Observe(problem.Observations)], [problem.Carried!.Arrival(Climate)]);
            var physics = new PhysicalPrior<Float64>(LinearStream.Model, Prior.Shape, Prior.Normalization, Prior.Climatology);
            var loop = new IncrementalAssimilation<Float64>(windows, physics, new DirectUpdate<Float64>(levels: 1));
            loop.Run();
            var smoothed = stream.Smooth(begin, Prior.Shape.Steps);
            for (var t = 0; t < Prior.Shape.Steps; t++)
            {
                var state = Prior.Normalization.ToPhysical(loop.Estimate.StateAt(t, lane: 0), t);
                Vectors.AssertClose([.. smoothed[t].Mean], [.. state.Mean], 1e-8);
                Vectors.AssertClose(smoothed[t].Covariance.ToRowMajorArray(), state.Covariance.ToRowMajorArray(), 1e-8);
            }
        }, iter: 20);

    [Fact]
    public void Observations_that_the_next_window_has_itself_are_not_carried()
    {
        var stream = new LinearStream(Steps, rate: 0.8, new RandomSource(3));
        var all = new WindowProblem(stream.Of(0, 10), RefinementSteps: 3) { Shift = 4 };
        var dropped = all with { Observations = stream.Of(0, 4) };
        var assimilator = new WindowAssimilator(Prior);
        var (full, early) = (assimilator.Assimilate([all])[0].Carried!, assimilator.Assimilate([dropped])[0].Carried!);
        Vectors.AssertClose(early.Precision, full.Precision, 1e-9);
        Vectors.AssertClose(early.Vector, full.Vector, 1e-9);
        Assert.NotEqual(early.Overlap, full.Overlap);
    }

    private static List<(int Begin, WindowProblem Problem, CarriedInformation Carried)> Run(LinearStream stream, int shift)
    {
        var assimilator = new WindowAssimilator(Prior);
        var windows = new List<(int, WindowProblem, CarriedInformation)>();
        CarriedInformation? carried = null;
        for (var begin = 0; begin + Prior.Shape.Steps <= Steps; begin += shift)
        {
            var problem = new WindowProblem(stream.Of(begin, Prior.Shape.Steps), RefinementSteps: 2) { Carried = carried, Shift = shift };
            carried = assimilator.Assimilate([problem])[0].Carried!;
            windows.Add((begin, problem, carried));
        }
        return windows;
    }

    private static StateEstimate Physical(CarriedInformation carried) =>
        Prior.Normalization.ToPhysical(Climate.Given(carried.Arrival(Climate)), 0);
}
