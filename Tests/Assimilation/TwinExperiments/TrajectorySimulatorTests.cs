using CsCheck;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class TrajectorySimulatorTests
{
    private static readonly TwinExperiment Setting = TestSettings.Lorenz63;

    [Fact]
    public void Same_source_gives_the_same_trajectory() => Assert.Equal(Simulate(Setting, seed: 1), Simulate(Setting, seed: 1));

    [Fact]
    public void Between_at_zero_is_the_state_and_at_one_the_next_without_noise()
    {
        var quiet = TwinExperimentCatalogue.Find("blanke2024-pendulum-print");
        var (trajectory, simulator) = (Simulate(quiet, seed: 2), new TrajectorySimulator(quiet));
        double[] State(int step) => trajectory[(step * 2)..(step * 2 + 2)];
        for (var t = 0; t + 1 < quiet.Shape.Steps; t++)
        {
            Assert.Equal(State(t), Between(simulator, State(t), 0));
            Assert.Equal(State(t + 1), Between(simulator, State(t), 1));
        }
    }

    [Fact]
    public void Two_half_steps_meet_a_whole_one() => Gen.Double[-15, 15].Array[3].Sample(state =>
    {
        var simulator = new TrajectorySimulator(Setting);
        var twice = Between(simulator, Between(simulator, state, 0.5), 0.5);
        Vectors.AssertClose(Between(simulator, state, 1), twice, 3e-3);   // h⁵ |u⁽⁵⁾| / 120 at h = 0.025 on the attractor's edge
    });

    [Fact]
    public void Model_noise_has_the_variance_of_the_setting()
    {
        const int Windows = 300;
        var simulator = new TrajectorySimulator(Setting);
        var squares = new double[3];
        for (ulong window = 0; window < Windows; window++)
        {
            var trajectory = Simulate(Setting, seed: 100 + window);
            for (var t = 0; t + 1 < Setting.Shape.Steps; t++)
            {
                var error = State(trajectory, t + 1).Minus(Between(simulator, State(trajectory, t), 1));
                for (var c = 0; c < 3; c++) squares[c] += error[c] * error[c];
            }
        }
        var count = Windows * (Setting.Shape.Steps - 1);
        for (var c = 0; c < 3; c++)
            Assert.Equal(1, squares[c] / count / Setting.NoiseVariance[c], 5 * Math.Sqrt(2.0 / count));
    }

    [Fact]
    public void Starts_have_the_variances_of_their_distribution()
    {
        const int Draws = 20_000;
        var random = new RandomSource(6);
        foreach (var start in new StartDistribution[] { new GaussianStart([1, -2], 3), new UniformStart([2, 0.5]) })
        {
            for (var i = 0; i < 2; i++)
            {
                var draws = Enumerable.Range(0, Draws).Select(_ => start.Draw(i, random)).ToArray();
                var mean = draws.Average();
                // Five standard errors of a variance whose law has no heavier tails than the Gaussian.
                Assert.Equal(1, draws.Average(x => (x - mean) * (x - mean)) / start.Variances[i], 5 * Math.Sqrt(2.0 / Draws));
            }
        }
    }

    private static double[] Simulate(TwinExperiment setting, ulong seed)
    {
        var trajectory = new double[setting.Shape.Size];
        new TrajectorySimulator(setting).Simulate(new RandomSource(seed), trajectory);
        return trajectory;
    }

    private static double[] State(double[] trajectory, int step) => trajectory[(step * 3)..(step * 3 + 3)];

    private static double[] Between(TrajectorySimulator simulator, double[] state, double fraction)
    {
        var between = new double[state.Length];
        simulator.Between(state, fraction, between);
        return between;
    }
}
