using NeuralDA.Assimilation.Training;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training;

public class TrainingPlanTests
{
    private static readonly TrainingPlan Plan = TestPlans.Small;

    public static TheoryData<TrainingPlan, string> Wrong { get; } = new()
    {
        { Plan with { Steps = 0 }, "Steps is 0; it must be at least 1" },
        { Plan with { MicroShards = 3 }, "MicroShards is 3; it must be a power of two" },
        { Plan with { BatchSize = 40 }, "BatchSize is 40; it must be a multiple of 32 (micro-shards × windows a chain)" },
        { Plan with { LearningRate = 1.5 }, "LearningRate is 1.5; it must be between 0 and 1" },
        { Plan with { LearningRate = double.NaN }, "LearningRate is NaN; it must be between 0 and 1" },
        { Plan with { LikelihoodWeight = -1 }, "LikelihoodWeight is -1; it must be not negative" },
        { Plan with { Applications = 0 }, "Applications is 0; it must be at least 1" },
        { Plan with { MeanWidth = 0 }, "widths is 0; it must be at least 1" },
        { Plan with { Mode = TrainingMode.Paper, PaperLevels = 0 }, "PaperLevels is 0; it must be at least 1" },
        { Plan with { ClimatologyWindows = 10 }, "ClimatologyWindows is 10; it must be at least 1000" },
        { Plan with { ValidationWindows = 10 }, "ValidationWindows is 10; it must be at least 100" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Plan_that_cannot_be_carried_out_is_refused(TrainingPlan plan, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(plan.Validate).Message);

    [Fact]
    public void Unknown_setting_is_refused_with_the_known_ones() => Assert.StartsWith("there is no setting 'x'; there are: ",
        Assert.Throws<ArgumentException>(() => new Trainer(Plan with { Setting = "x" })).Message);

    [Fact]
    public void Default_plans_are_valid()
    {
        foreach (var mode in Enum.GetValues<TrainingMode>()) TrainingPlan.For(Plan.Setting, mode).Validate();
    }
}
