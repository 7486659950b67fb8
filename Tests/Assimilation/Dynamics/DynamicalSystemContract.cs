using CsCheck;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Dynamics;

/// <summary>The laws of every dynamical system and its integration. A new system is a line in <see cref="Systems"/>.</summary>
public class DynamicalSystemContract
{
    private const double TimeStep = 0.02;

    /// <summary>Each system with the size of the states it is tried at.</summary>
    public static TheoryData<string, double> Systems { get; } = new() { { "lorenz63", 20 }, { "pendulum", 3 } };

    [Fact]
    public void Every_system_of_the_catalogue_is_listed_here() =>
        Assert.Equal(DynamicalSystems.All.Select(system => system.Name), Systems.Select(row => row.Data.Item1));

    [Theory, MemberData(nameof(Systems))]
    public void Description_fits_the_system(string name, double size)
    {
        var (description, phi) = (DynamicalSystems.Describe(name), Create(name).StateSize);
        Assert.Equal(phi, description.Components.Count);
        Assert.Equal(phi, description.Units.Count);
        States(name, size).Sample(u =>
            Assert.Equal(Tendency(Create(name), u), Tendency(DynamicalSystems.Create<Float64>(name, description.Parameters), u)));
    }

    [Theory, MemberData(nameof(Systems))]
    public void Tangents_equal_finite_differences(string name, double size) => States(name, size).Sample(u =>
    {
        const double Step = 1e-5;   // truncation h² ≈ 1e-10 against rounding 1e-16 · |f| / h ≈ 1e-9
        var system = Create(name);
        double[][] units = [.. Enumerable.Range(0, u.Length).Select(j => Unit(u.Length, j))];
        var tangents = new Float64[u.Length * u.Length];
        system.Tangent(Vectors.ToLanes<Float64>(u), Vectors.ToLanes<Float64>([.. units.SelectMany(unit => unit)]), tangents);
        for (var j = 0; j < u.Length; j++)
        {
            var difference = Tendency(system, u.Plus(Step, units[j])).Minus(Tendency(system, u.Plus(-Step, units[j])));
            Vectors.AssertClose(
                [.. difference.Select(d => d / (2 * Step))], Vectors.Lane<Float64>(tangents.AsSpan(j * u.Length, u.Length)), 1e-8);
        }
    });

    [Theory, MemberData(nameof(Systems))]
    public void Tangent_linear_error_falls_quadratically(string name, double size)
    {
        var integrator = new RungeKutta4<Float64>(Create(name), TimeStep);
        var pairs = Fixed(Gen.Select(States(name, size), States(name, 1)));
        double ErrorAt(double length) => pairs.Sum(pair =>
        {
            var (u, direction) = pair;
            var change = Step(integrator, u.Plus(length, direction)).Minus(Step(integrator, u));
            return change.Plus(-length, TangentLinear(integrator, u, direction)).Norm();
        });
        Assert.InRange(ErrorAt(1e-2) / ErrorAt(5e-3), 3.9, 4.1);
    }

    [Theory, MemberData(nameof(Systems))]
    public void Adjoint_is_the_transpose_of_the_tangent_linear(string name, double size) =>
        Gen.Select(States(name, size), States(name, 1), States(name, 1)).Sample((u, x, y) =>
        {
            var integrator = new RungeKutta4<Float64>(Create(name), TimeStep);
            var result = new Float64[u.Length];
            integrator.Adjoint(Vectors.ToLanes<Float64>(u), Vectors.ToLanes<Float64>(y), result);
            Assert.Equal(TangentLinear(integrator, u, x).Dot(y), x.Dot(Vectors.Lane<Float64>(result)), 1e-12);
        });

    [Theory, MemberData(nameof(Systems))]
    public void Tangent_linear_applies_the_jacobian_of_the_step(string name, double size) => States(name, size).Sample(u =>
    {
        var integrator = new RungeKutta4<Float64>(Create(name), TimeStep);
        var (next, jacobian) = (new Float64[u.Length], new Float64[u.Length * u.Length]);
        integrator.StepWithJacobian(Vectors.ToLanes<Float64>(u), next, jacobian);
        Assert.Equal(Step(integrator, u), Vectors.Lane<Float64>(next));
        for (var j = 0; j < u.Length; j++)
            Vectors.AssertClose(Column(jacobian, u.Length, j), TangentLinear(integrator, u, Unit(u.Length, j)), 1e-14);
    });

    [Theory, MemberData(nameof(Systems))]
    public void Runge_Kutta_converges_with_order_four(string name, double size)
    {
        var states = Fixed(States(name, size));
        double[] Run(double[] u, int steps)
        {
            var (integrator, state) = (new RungeKutta4<Float64>(Create(name), 0.1 / steps), Vectors.ToLanes<Float64>(u));
            for (var k = 0; k < steps; k++) integrator.Step(state, state);
            return Vectors.Lane<Float64>(state);
        }
        double Difference(int steps) => states.Sum(u => Run(u, steps).Minus(Run(u, 2 * steps)).Norm());
        Assert.InRange(Math.Log2(Difference(20) / Difference(40)), 3.8, 4.2);
    }

    [Theory, MemberData(nameof(Systems))]
    public void A_step_of_another_length_is_that_of_an_integrator_with_it(string name, double size) =>
        Gen.Select(States(name, size), Gen.Double[0, 1]).Sample((u, part) =>
        {
            var next = new Float64[u.Length];
            new RungeKutta4<Float64>(Create(name), TimeStep).Step(Vectors.ToLanes<Float64>(u), next, part * TimeStep);
            Assert.Equal(Step(new RungeKutta4<Float64>(Create(name), part * TimeStep), u), Vectors.Lane<Float64>(next));
        });

    [Theory, MemberData(nameof(Systems))]
    public void Lanes_agree_with_the_scalar_reference(string name, double size)
    {
        AssertLanesAgree<Float64Lanes>(name, size, 1e-14);   // a few roundings, relative to the norm
        AssertLanesAgree<Float32>(name, size, 5e-6);
        AssertLanesAgree<Float32x16>(name, size, 5e-6);
    }

    private static void AssertLanesAgree<V>(string name, double size, double tolerance) where V : struct, ILane<V> =>
        States(name, size).Array[V.Count].Sample(states =>
        {
            var phi = states[0].Length;
            var (block, next, jacobian) = (new V[phi], new V[phi], new V[phi * phi]);
            for (var lane = 0; lane < V.Count; lane++) LaneBlock.Scatter<V>(states[lane], block, lane);
            new RungeKutta4<V>(DynamicalSystems.Create<V>(name), TimeStep).StepWithJacobian(block, next, jacobian);

            var integrator = new RungeKutta4<Float64>(Create(name), TimeStep);
            var (nextHere, jacobianHere) = (new Float64[phi], new Float64[phi * phi]);
            for (var lane = 0; lane < V.Count; lane++)
            {
                integrator.StepWithJacobian(Vectors.ToLanes<Float64>(states[lane]), nextHere, jacobianHere);
                Vectors.AssertClose(Vectors.Lane<Float64>(nextHere), Vectors.Lane<V>(next, lane), tolerance);
                Vectors.AssertClose(Vectors.Lane<Float64>(jacobianHere), Vectors.Lane<V>(jacobian, lane), tolerance);
            }
        });

    private static IDynamicalSystem<Float64> Create(string name) => DynamicalSystems.Create<Float64>(name);

    private static Gen<double[]> States(string name, double size) => Gen.Double[-size, size].Array[Create(name).StateSize];

    /// <summary>The same hundred draws each time, for laws that hold on average.</summary>
    private static T[] Fixed<T>(Gen<T> gen)
    {
        var (pcg, draws) = (new PCG(101), new T[100]);
        for (var i = 0; i < draws.Length; i++) draws[i] = gen.Generate(pcg, null, out _);
        return draws;
    }

    private static double[] Tendency(IDynamicalSystem<Float64> system, double[] u)
    {
        var tendency = new Float64[u.Length];
        system.Tendency(Vectors.ToLanes<Float64>(u), tendency);
        return Vectors.Lane<Float64>(tendency);
    }

    private static double[] Step(RungeKutta4<Float64> integrator, double[] u)
    {
        var next = new Float64[u.Length];
        integrator.Step(Vectors.ToLanes<Float64>(u), next);
        return Vectors.Lane<Float64>(next);
    }

    private static double[] TangentLinear(RungeKutta4<Float64> integrator, double[] u, double[] perturbation)
    {
        var result = new Float64[u.Length];
        integrator.TangentLinear(Vectors.ToLanes<Float64>(u), Vectors.ToLanes<Float64>(perturbation), result);
        return Vectors.Lane<Float64>(result);
    }

    private static double[] Unit(int size, int index) => [.. Enumerable.Range(0, size).Select(i => i == index ? 1.0 : 0.0)];

    private static double[] Column(Float64[] matrix, int size, int column) =>
        [.. Enumerable.Range(0, size).Select(i => matrix[i * size + column].Get(0))];
}
