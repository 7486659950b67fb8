using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Dynamics;

public class Lorenz63Tests
{
    [Theory, InlineData(1), InlineData(-1)]
    public void Convection_rolls_are_fixed_points(int sign)
    {
        var roll = sign * Math.Sqrt(8.0 / 3 * 27);   // u1 = u2 = ±√(β (ρ − 1)), u3 = ρ − 1
        var tendency = new Float64[3];
        new Lorenz63<Float64>().Tendency(Vectors.ToLanes<Float64>([roll, roll, 27]), tendency);
        Vectors.AssertClose([0, 0, 0], Vectors.Lane<Float64>(tendency), 1e-12);
    }

    [Fact]
    public void Volumes_shrink_at_the_known_rate()
    {
        var tangents = new Float64[9];
        var units = Vectors.ToLanes<Float64>([1, 0, 0, 0, 1, 0, 0, 0, 1]);
        new Lorenz63<Float64>().Tangent(Vectors.ToLanes<Float64>([1, 2, 3]), units, tangents);
        var trace = tangents[0].Get(0) + tangents[4].Get(0) + tangents[8].Get(0);
        Assert.Equal(-(10 + 1 + 8.0 / 3), trace, 1e-13);
    }

    [Fact]
    public void Short_step_follows_the_series_of_the_solution()
    {
        // From (0, 1, 0): u1 = σ t − σ (σ + 1) t² / 2 + O(t³) with t = 1e-3.
        var state = Vectors.ToLanes<Float64>([0, 1, 0]);
        new RungeKutta4<Float64>(new Lorenz63<Float64>(), 1e-3).Step(state, state);
        Assert.Equal(10e-3 - 55e-6, state[0].Get(0), 1e-6);
    }
}
