using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training;

public class TrainingStateTests
{
    private static readonly int Count = TestPlans.Small.Architecture().ParameterCount;
    private static readonly TrainingPlan Plan = TestPlans.Small with { Steps = 200 };
    private static readonly TrainingState State = AfterSteps(17);

    [Fact]
    public void Saved_state_is_loaded()
    {
        var loaded = TrainingState.Load(State.Save());
        Assert.Equal((Plan, 17, 1, 16), (loaded.Plan, loaded.Step, loaded.Skipped, loaded.Optimizer.Updates));
        Assert.Equal(State.Optimizer.Parameters, loaded.Optimizer.Parameters);
        Assert.Equal(State.Optimizer.FirstMoment, loaded.Optimizer.FirstMoment);
        Assert.Equal(State.Optimizer.SecondMoment, loaded.Optimizer.SecondMoment);
        Assert.Equal(State.Losses, loaded.Losses);
        Assert.Equal(State.Validations, loaded.Validations);
        Assert.Equal(State.Save(), loaded.Save());
    }

    [Fact]
    public void Learning_curve_has_a_loss_for_each_step_and_none_for_a_skipped_one()
    {
        Assert.Equal([float.NaN, 1, 2], State.Losses.Take(3));
        Assert.Equal([new ValidationScore(17, 0.5)], State.Validations);
        Assert.Equal(14.5, State.RecentLoss(4));
        Assert.Null(new TrainingState(Plan).RecentLoss(4));
    }

    [Theory, InlineData(float.NaN, 1.0, "no finite gradient"), InlineData(1f, 1e9, "a mean loss of 1E+09")]
    public void Run_that_leads_nowhere_ends_and_says_so(float gradient, double loss, string seen)
    {
        var state = new TrainingState(Plan);
        var error = Assert.Throws<TrainingDivergedException>(() => Advance(state, 100, gradient, _ => loss));
        Assert.Equal($"The loss diverges: the last 50 of 50 steps had {seen}; try a learning rate below 0.002.", error.Message);
        Assert.All(state.Optimizer.Parameters, parameter => Assert.True(float.IsFinite(parameter)));
    }

    [Fact]
    public void Prior_is_not_a_checkpoint() => Assert.Equal(
        "the file's format is 'neuralda-prior/1'; expected 'neuralda-checkpoint/2'",
        Assert.Throws<FormatException>(() => TrainingState.Load(TestPriors.Pendulum.Save())).Message);

    [Theory]
    [InlineData("plan", null)]
    [InlineData("plan", "null")]
    [InlineData("plan", "{}")]
    [InlineData("plan", "[")]
    [InlineData("skipped", null)]
    [InlineData("skipped", "x")]
    [InlineData("updates", "99999999999")]
    [InlineData("validations", "{")]
    public void Wrong_metadata_is_refused(string key, string? value) => AssertRefused(file =>
    {
        var metadata = new Dictionary<string, string>(file.Metadata);
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        return file with { Metadata = metadata };
    });

    [Theory, InlineData("parameters"), InlineData("first_moment"), InlineData("second_moment")]
    public void Missing_or_short_tensor_is_refused(string name)
    {
        AssertRefused(file => file with { Tensors = file.Tensors.Where(entry => entry.Key != name).ToDictionary() });
        AssertRefused(file => With(file, name, 3));
    }

    [Fact]
    public void More_losses_than_steps_are_refused() => AssertRefused(file => With(file, "losses", Plan.Steps + 1));

    private static SafeTensors With(SafeTensors file, string tensor, int length) => file with
    {
        Tensors = new Dictionary<string, NamedTensor>(file.Tensors) { [tensor] = new([length], new float[length]) },
    };

    private static void AssertRefused(Func<SafeTensors, SafeTensors> change)
    {
        var file = change(SafeTensors.Read(State.Save())).Write();
        Assert.StartsWith("the checkpoint is incomplete: ",
            Assert.Throws<FormatException>(() => TrainingState.Load(file)).Message);
    }

    // The first step is skipped; the loss of step n is n.
    private static TrainingState AfterSteps(int steps)
    {
        var state = new TrainingState(Plan);
        Advance(state, 1, float.PositiveInfinity, _ => 1);
        Advance(state, steps - 1, 0.01f, step => step);
        state.AddValidation(0.5);
        return state;
    }

    private static void Advance(TrainingState state, int steps, float gradient, Func<int, double> loss)
    {
        for (var i = 0; i < steps; i++)
            state.Advance(new GradientContribution([.. Enumerable.Repeat(gradient, Count)], 8 * loss(state.Step), 8));
    }
}
