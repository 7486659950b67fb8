using System.Buffers.Binary;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Reproduce.Figures;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Reproduce.Figures;

public sealed class FigureFileTests : IDisposable
{
    private const int Width = 1400;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Pendulum_has_two_panels_against_time_and_the_phase_plane()
    {
        PendulumFigure.Save(
            _folder.File("pendulum.png"), Window(["angle", "momentum"], ["rad", "rad/s"], "first guess", "neural"));
        AssertPicture("pendulum.png", height: 738);
    }

    [Fact]
    public void Lorenz_63_has_a_panel_for_each_component()
    {
        Lorenz63Figure.Save(_folder.File("lorenz63.png"),
            Window(["u1", "u2", "u3"], ["1", "1", "1"], "first guess", "cold diffusion", "4D-Var", "neural"));
        AssertPicture("lorenz63.png", height: 988);
    }

    [Fact]
    public void Hybrid_has_a_panel_for_each_component_and_the_costs_beside_them()
    {
        var window = Window(["u1", "u2", "u3"], ["1", "1", "1"], "first guess", "neural", "4D-Var", "hybrid");
        HybridFigure.Save(_folder.File("hybrid.png"), new HybridCase(
            window, new Descent([10, 2, 0.1, 0.09], window.Truth), new Descent([0.2, 0.03], window.Truth)));
        AssertPicture("hybrid.png", height: 928);
    }

    [Fact]
    public void Error_against_time_has_lines_for_what_takes_no_time()
    {
        ErrorAgainstTimeFigure.Save(_folder.File("time.png"), "a setting", "invented",
        [
            new MethodCost("climatology", null, 1), new MethodCost("first guess", 10, 0.7),
            new MethodCost("4D-Var, 16 starts", 2000, 0.2), new MethodCost("neural", 60, 0.18), new MethodCost("bound", null, 0.14),
        ]);
        AssertPicture("time.png", height: 718);
    }

    [Fact]
    public void Reliability_has_spread_against_skill_and_ranks()
    {
        var random = new RandomSource(1);
        double[] deviations = [.. Enumerable.Range(0, 500).Select(_ => random.NextUniform(0.05, 0.5))];
        double[] errors = [.. deviations.Select(deviation => deviation * random.NextGaussian())];
        ReliabilityFigure.Save(_folder.File("reliability.png"), "a setting", "invented",
            [new ReliabilitySample("neural", errors, deviations), new ReliabilitySample("hybrid", errors, deviations)]);
        AssertPicture("reliability.png", height: 678);
    }

    public void Dispose() => _folder.Dispose();

    // A wave for the truth, and the same wave a little late for each method.
    private static FigureWindow Window(string[] components, string[] units, params string[] methods)
    {
        const int Steps = 12;
        double[] Wave(double lag) => [.. Enumerable.Range(0, Steps * components.Length).Select(i => Math.Sin((i - lag) / 5))];
        return new FigureWindow
        {
            Source = "a setting",
            Choice = "Invented",
            Components = components,
            Units = units,
            TimeStep = 0.1,
            Truth = Wave(0),
            Observations = [new PointObservation(2, 0, 0.3, 0.1), new PointObservation(7, 0, -0.2, 0.1)],
            Estimates = [.. methods.Select((method, i) => new FigureEstimate(
                method, Wave(i + 1), [.. Enumerable.Repeat(0.2, Steps * components.Length)], 0.1 * i))],
        };
    }

    private void AssertPicture(string name, int height)
    {
        var file = File.ReadAllBytes(_folder.File(name));
        Assert.Equal("PNG"u8, file.AsSpan(1, 3));
        // The header chunk of a PNG file begins with width and height.
        Assert.Equal((Width, height), (Number(file, 16), Number(file, 20)));
        Assert.True(file.Length > 20_000, $"{name} is {file.Length} bytes; panels with something in them take more");
    }

    private static int Number(byte[] file, int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at, sizeof(int)));
}
