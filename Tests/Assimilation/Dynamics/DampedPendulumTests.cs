using CsCheck;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Dynamics;

public class DampedPendulumTests
{
    private static readonly Gen<double[]> States = Gen.Double[-2, 2].Array[2];

    [Fact]
    public void Energy_decays_with_friction() => States.Where(u => u.Norm() > 0.1).Sample(start =>
    {
        var energies = Energies(start, stiffness: 2, damping: 0.1);
        Assert.All(energies.Zip(energies.Skip(1)), pair => Assert.True(pair.Second < pair.First + 1e-7));
        Assert.True(energies[^1] < energies[0]);
    });

    [Fact]
    public void Energy_is_kept_without_friction() => States.Sample(start =>
    {
        var energies = Energies(start, stiffness: 1, damping: 0);
        Assert.All(energies, energy => Assert.Equal(energies[0], energy, 1e-5));   // h⁴ = 6e-6 over 10 time units
    });

    [Fact]
    public void Small_swings_are_those_of_a_damped_spring()
    {
        const double Stiffness = 2, Damping = 0.1, Amplitude = 1e-4, Time = 5;
        var integrator = new RungeKutta4<Float64>(new DampedPendulum<Float64>(Stiffness, Damping), 0.01);
        var state = Vectors.ToLanes<Float64>([Amplitude, -Damping / 2 * Amplitude]);
        for (var k = 0; k < 500; k++) integrator.Step(state, state);
        var frequency = Math.Sqrt(Stiffness - Damping * Damping / 4);
        Assert.Equal(Amplitude * Math.Exp(-Damping / 2 * Time) * Math.Cos(frequency * Time), state[0].Get(0), 1e-5 * Amplitude);
    }

    private static double[] Energies(double[] start, double stiffness, double damping)
    {
        var integrator = new RungeKutta4<Float64>(new DampedPendulum<Float64>(stiffness, damping), 0.05);
        var state = Vectors.ToLanes<Float64>(start);
        return [.. Enumerable.Range(0, 200).Select(_ =>
        {
            integrator.Step(state, state);
            var (q, p) = (state[0].Get(0), state[1].Get(0));
            return p * p / 2 - stiffness * Math.Cos(q);
        })];
    }
}
