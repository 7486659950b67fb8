using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training;

public class TrainerTests
{
    private static readonly Dictionary<string, string> Provenance = new() { ["command"] = "a test" };

    [Fact]
    public void Same_plan_gives_the_same_file_whatever_the_number_of_threads()
    {
        var trainer = new Trainer(TestPlans.Small);
        Assert.Equal(Train(trainer, threads: 1).Save(), Train(trainer, threads: 2).Save());
    }

    [Fact]
    public void Interrupted_run_goes_on_to_the_same_file()
    {
        var trainer = new Trainer(TestPlans.Small);
        using var interruption = new CancellationTokenSource();
        TrainingState? checkpoint = null;
        var progress = new Recorder(report =>
        {
            if (report.Step == 20) interruption.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Run(
            "p", Provenance, threads: 2, onCheckpoint: c => checkpoint = TrainingState.Load(c.Save()), progress: progress,
            cancellationToken: interruption.Token));
        Assert.Equal(20, checkpoint!.Step);
        Assert.Equal(Train(trainer).Save(), Train(new Trainer(TestPlans.Small), from: checkpoint).Save());
    }

    [Fact]
    public void Short_training_beats_the_first_guess_by_far()
    {
        var plan = TestPlans.Small with { Steps = 400, BatchSize = 64, MeanWidth = 48, PrecisionWidth = 16, LearningRate = 5e-3 };
        var (firstGuess, neural) = ScoresOf(plan);
        Assert.True(neural < 0.75 * firstGuess, $"neural {neural:F3}, first guess {firstGuess:F3}");
    }

    [Theory]
    [InlineData(TrainingMode.Paper)]
    [InlineData(TrainingMode.PaperCovariance)]
    [InlineData(TrainingMode.OneShot)]
    [InlineData(TrainingMode.ColdDiffusion)]
    public void Training_as_the_paper_has_it_beats_the_first_guess(TrainingMode mode)
    {
        var plan = TrainingPlan.For(TestPlans.Small.Setting, mode) with
        {
            Steps = 400, BatchSize = 64, MicroShards = 2, WarmUpSteps = 20, LearningRate = 5e-3,
            ClimatologyWindows = 1000, ValidationWindows = 100,
        };
        var (firstGuess, neural) = ScoresOf(plan);
        Assert.True(neural < 0.9 * firstGuess, $"neural {neural:F3}, first guess {firstGuess:F3}");
    }

    [Fact]
    public void Short_training_of_convolutions_beats_the_first_guess_on_windows_of_another_length()
    {
        var plan = TrainingPlan.For(TestPlans.Small.Setting, TrainingMode.Convolutional) with
        {
            Steps = 200, WindowSteps = 48, BatchSize = 32, MicroShards = 2, MeanWidth = 16, PrecisionWidth = 16, WarmUpSteps = 20,
            LearningRate = 1e-2, Applications = 2, ClimatologyWindows = 1000, ValidationWindows = 100,
        };
        var (firstGuess, neural) = ScoresOf(plan);
        Assert.True(neural < 0.8 * firstGuess, $"neural {neural:F3}, first guess {firstGuess:F3}");
    }

    [Fact]
    public void Convolutions_are_refused_where_a_setting_is_not_stationary()
    {
        var error = Assert.Throws<ArgumentException>(() => TrainingPlan.For("blanke2024-pendulum-print", TrainingMode.Convolutional).Validate());
        Assert.Equal("setting 'blanke2024-pendulum-print' is not stationary: its windows have 100 steps only", error.Message);
    }

    [Fact]
    public void A_likelihood_is_refused_where_the_mode_has_none()
    {
        var plan = TrainingPlan.For(TestPlans.Small.Setting, TrainingMode.ColdDiffusion) with { LikelihoodWeight = 0.1 };
        Assert.Equal("LikelihoodWeight is 0.1; it must be 0 in mode ColdDiffusion, which has no likelihood",
            Assert.Throws<ArgumentException>(() => new Trainer(plan)).Message);
    }

    [Fact]
    public void Trained_prior_says_how_it_was_made()
    {
        var reports = new List<TrainingProgress>();
        var prior = new Trainer(TestPlans.Small).Run(
            "p", Provenance, threads: 2, progress: new Recorder(reports.Add),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(("p", TestPlans.Small.Setting), (prior.Description.Name, prior.Description.Setting));
        Assert.Equal("a test", prior.Metadata["command"]);
        Assert.Equal("0", prior.Metadata["skipped_steps"]);
        Assert.Contains("\"Steps\":30", prior.Metadata["plan"], StringComparison.Ordinal);
        Assert.Matches("^rmse 0\\.\\d{4}, per-window mean ", prior.Metadata["validation.M4"]);
        Assert.Equal(10, prior.Calibration.Factors.Count);
        Assert.Equal([20, 30], reports.Select(report => report.Step));
        Assert.True(reports[^1].ValidationRmse > 0 && reports[0].ValidationRmse is null);
    }

    [Fact]
    public void Checkpoint_of_another_plan_is_refused()
    {
        TrainingState? checkpoint = null;
        var plan = TestPlans.Small with { Steps = 1 };
        new Trainer(plan).Run("p", Provenance, threads: 1, onCheckpoint: c => checkpoint = c,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("the checkpoint is of a run with another plan", Assert.Throws<ArgumentException>(
            () => Train(new Trainer(TestPlans.Small), from: checkpoint)).Message);
    }

    // Both RMSEs on validation windows of the process M4, normalised units.
    private static (double FirstGuess, double Neural) ScoresOf(TrainingPlan plan)
    {
        var prior = Train(new Trainer(plan));
        var windows = WindowSampler.ValidationWindows(TestSettings.Lorenz63, "M4", 200, plan.Seed);
        var loaded = Prior.Load(prior.Save());
        if (plan.WindowSteps > 0) loaded = loaded.Over(TestSettings.Lorenz63.Shape.Steps);
        var scores = MethodComparison.Standard(loaded).Run(
            windows, cancellationToken: TestContext.Current.CancellationToken);
        double Of(string method) => scores.Single(candidate => candidate.Method == method).Scores.Rmse;
        return (Of("first guess"), Of("neural"));
    }

    private static Prior Train(Trainer trainer, int threads = 2, TrainingState? from = null) =>
        trainer.Run("p", Provenance, threads, from, cancellationToken: TestContext.Current.CancellationToken);

    private sealed class Recorder(Action<TrainingProgress> record) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => record(value);
    }
}
