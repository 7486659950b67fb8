using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Dynamics;

public class RungeKutta4Tests
{
    [Fact]
    public void Steps_allocate_nothing()
    {
        var integrator = new RungeKutta4<Float32x8>(new Lorenz63<Float32x8>(), 0.025);
        var (state, jacobian) = (Vectors.ToLanes<Float32x8>([1, 2, 20]), new Float32x8[9]);
        integrator.StepWithJacobian(state, state, jacobian);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 100; k++)
        {
            integrator.Step(state, state);
            integrator.StepWithJacobian(state, state, jacobian);
            integrator.TangentLinear(state, state, state);
            integrator.Adjoint(state, state, state);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void State_may_be_advanced_in_place()
    {
        var integrator = new RungeKutta4<Float64>(new Lorenz63<Float64>(), 0.025);
        var (state, next) = (Vectors.ToLanes<Float64>([1, 2, 20]), new Float64[3]);
        integrator.Step(state, next);
        integrator.Step(state, state);
        Assert.Equal(next, state);
    }
}
