using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Methods;

public class MethodComparisonTests
{
    [Fact]
    public void First_guess_and_variational_assimilation_have_the_errors_measured_beforehand()
    {
        var scores = Run(TestPriors.Lorenz63, TestWindows.Lorenz63("M4", 300));
        Assert.Equal(["climatology", "first guess", "4D-Var", "neural", "hybrid"], scores.Select(method => method.Method));
        VerificationScores Of(string name) => scores.Single(method => method.Method == name).Scores;
        Assert.All(scores, method => Assert.Equal(300, method.Scores.Windows));
        // The errors of 300 windows scatter by about 0.01; the climatology here comes from 2000 windows only.
        Assert.Equal(1, Of("climatology").Rmse, 0.06);
        Assert.Equal(0.67, Of("first guess").Rmse, 0.03);
        Assert.Equal(0.34, Of("4D-Var").Rmse, 0.06);
        Assert.InRange(scores.Single(method => method.Method == "4D-Var").MeanSolves, 5, 100);
    }

    [Fact]
    public void Without_a_physical_model_there_is_no_variational_assimilation()
    {
        var scores = Run(TestPriors.WithoutModel, TestWindows.Lorenz63("R8", 20));
        Assert.Equal(["climatology", "first guess", "neural"], scores.Select(method => method.Method));
    }

    [Fact]
    public void Progress_counts_windows()
    {
        var reports = new List<int>();
        Run(TestPriors.WithoutModel, TestWindows.Lorenz63("R8", 300), new Recorder(reports));
        Assert.Equal([256, 300], reports);
    }

    [Fact]
    public void Calibration_makes_spread_meet_skill()
    {
        var (description, climatology) = (TestPriors.WithoutModel.Description, TestSettings.Lorenz63Climatology);
        Prior With(VarianceCalibration calibration) => Prior.Create(description, climatology,
            ParameterInitialization.Draw(description.Architecture, seed: 2), calibration, new Dictionary<string, string>());
        var windows = TestWindows.Lorenz63("R8", 300);
        double SpreadSkill(Prior prior) =>
            Run(prior, windows).Single(method => method.Method == "neural").Scores.SpreadSkill!.Value;

        var raw = With(VarianceCalibration.None);
        var calibration = TrainingProblem.Calibrate(raw, windows);
        Assert.Equal(10, calibration.Factors.Count);
        Assert.True(Math.Abs(Math.Log(SpreadSkill(raw))) > 0.5, "the raw prior is calibrated already; the test says nothing");
        Assert.Equal(1, SpreadSkill(With(calibration)), 0.05);   // exact but for the interpolation between bins
    }

    private static IReadOnlyList<MethodScores> Run(Prior prior, SimulatedWindow[] windows, IProgress<int>? progress = null) =>
        MethodComparison.Standard(prior).Run(windows, progress, TestContext.Current.CancellationToken);

    private sealed class Recorder(List<int> reports) : IProgress<int>
    {
        public void Report(int value) => reports.Add(value);
    }
}
