using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Training;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training.Windows;

public class RecordedWindowsTests
{
    private static readonly TrajectoryData Data = Recordings.Lorenz63(steps: 4000);
    private static readonly RecordedPlan Plan = new("hash", Components: 3, Steps: 32, Stride: 8, Observed: "0");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Training_validation_and_comparison_share_no_step()
    {
        var source = new RecordedWindows(Plan, TrainingMapping.ToSet(Data));
        HashSet<(double, double, double)> Of(IEnumerable<SimulatedWindow> windows) =>
            [.. windows.SelectMany(window => window.Truth.Chunk(3)).Select(state => (state[0], state[1], state[2]))];
        var training = Of(source.TrainingWindows().Draw(new RandomSource(1), 2000));
        var (validation, heldOut) = (Of(source.Validation("R4", 300, seed: 1)), Of(source.HeldOut("R4", 300)));
        Assert.Empty(training.Intersect(validation));
        Assert.Empty(training.Intersect(heldOut));
        Assert.Empty(validation.Intersect(heldOut));
        Assert.All(training, state => Assert.Contains((float)state.Item1, Data.Trajectories[0]));
    }

    [Fact]
    public void Observations_are_of_the_observed_component_with_the_planned_error()
    {
        var source = new RecordedWindows(Plan, TrainingMapping.ToSet(Data));
        var windows = source.Validation("R4", 400, seed: 1).ToArray();
        var departures = windows.SelectMany(window => window.Observations.Select(o =>
            (o.Value - window.Truth[(int)o.Step * 3 + o.Component]) / o.ErrorStandardDeviation)).ToArray();
        Assert.All(windows.SelectMany(window => window.Observations), o => Assert.Equal(0, o.Component));
        // Some 3000 standard normal draws: the deviation of the estimate is about 0.013.
        Assert.Equal(1, Math.Sqrt(departures.Average(d => d * d)), 0.06);
        Assert.Equal(["M4", "R8", "R4", "E8"], source.Processes);
    }

    [Fact]
    public void Background_is_that_of_the_simulator_within_sampling_error()
    {
        var recorded = new RecordedWindows(Plan, TrainingMapping.ToSet(Recordings.Lorenz63(steps: 60_000))).EstimateClimatology(100_000, seed: 1);
        var simulated = TestSettings.Lorenz63Climatology;
        // 1500 model time units hold some hundred independent passages between the lobes.
        Assert.Equal(simulated.Normalization.StandardDeviation[0], recorded.Normalization.StandardDeviation[0], 0.3);
        Assert.Equal(simulated.Prior.Covariance[0, 3], recorded.Prior.Covariance[0, 3], 0.1);
        Assert.InRange(recorded.Representativeness[0] / simulated.Representativeness[0], 0.5, 2);
    }

    [Theory]
    [InlineData(1000, float.NaN, "trajectory 0 has NaN in component u2 at step 333; expected finite numbers")]
    [InlineData(2, float.PositiveInfinity, "trajectory 0 has Infinity in component u3 at step 0; expected finite numbers")]
    public void Values_that_are_not_finite_are_named_with_their_place(int index, float value, string problem) =>
        Refuses(Data.With(index, value), Plan, problem);

    [Fact]
    public void Data_that_cannot_serve_are_refused()
    {
        Refuses(Recordings.Lorenz63(steps: 500), Plan, "it has 47, 3 and 2 windows of 32 steps for training, validation and comparison");
        Refuses(Data with { Trajectories = [[1, 2, 3, 4]] }, Plan, "trajectory 0 has 4 values, which is no multiple of 3 components");
        Refuses(Data with { TimeStep = 0 }, Plan, "its time step is 0; expected a positive number");
        Refuses(Data, Plan with { Components = 2 }, "it has 3 components; the plan has 2");
        var constant = Data.Trajectories[0].Select((value, i) => i % 3 == 1 ? 7 : value).ToArray();
        Refuses(Data with { Trajectories = [constant] }, Plan, "component u2 never changes");
    }

    [Theory]
    [InlineData("3", "the observed components are [3]; they must be of 0 .. 2")]
    [InlineData("", "the observed components are []; they must be of 0 .. 2")]
    public void Observed_components_must_be_there(string observed, string problem) => Assert.Equal(problem,
        Assert.Throws<ArgumentException>(() => TrainingPlan.For("d", Plan with { Observed = observed }, TrainingMode.Unrolled).Validate()).Message);

    [Fact]
    public void Prior_trained_on_a_recording_comes_near_the_one_trained_on_the_simulator()
    {
        var simulated = TestPlans.Small with { Steps = 400, BatchSize = 64, MeanWidth = 48, PrecisionWidth = 16, LearningRate = 5e-3 };
        var data = Recordings.Lorenz63(steps: 60_000);
        var recorded = simulated with { Setting = data.Name, Data = Plan };
        var (ofSimulator, ofRecording) = (Rmse(new Trainer(simulated)), Rmse(new Trainer(recorded, TrainingMapping.ToSet(data))));
        // One short run of each: what differs is the windows drawn, which alone moves the error by some per cent.
        Assert.InRange(ofRecording / ofSimulator, 0.8, 1.15);
    }

    [Fact]
    public void Prior_of_a_recording_knows_no_equations()
    {
        var plan = TestPlans.Small with { Steps = 2, Setting = Data.Name, Data = Plan };
        var prior = Prior.Load(Train(new Trainer(plan, TrainingMapping.ToSet(Data))).Save());
        Assert.Null(prior.Description.Model);
        Assert.Equal(("lorenz63.nc", 0.025), (prior.Description.Setting, prior.Description.TimeStep));
        Assert.Equal(["u1", "u2", "u3"], prior.Description.Components);
        Assert.Contains("--data lorenz63.nc --window 32 --stride 8 --observe 0", TrainingProvenance.Of(plan)["command"], StringComparison.Ordinal);
    }

    // On test windows of the simulator, which neither has seen.
    private static double Rmse(Trainer trainer)
    {
        var prior = Train(trainer);
        var windows = WindowSampler.TestWindows(TestSettings.Lorenz63, "M4", 400, seed: 3);
        return new MethodComparison(prior, [new NeuralMethod(prior)]).Run(windows, cancellationToken: Cancel)[0].Scores.Rmse;
    }

    private static Prior Train(Trainer trainer) => trainer.Run("p", new Dictionary<string, string>(), threads: 2, cancellationToken: Cancel);

    private static void Refuses(TrajectoryData data, RecordedPlan plan, string problem) => Assert.StartsWith(
        $"the data 'lorenz63.nc' cannot be used: {problem}",
        Assert.Throws<ArgumentException>(() => new RecordedWindows(plan, TrainingMapping.ToSet(data))).Message, StringComparison.Ordinal);
}
