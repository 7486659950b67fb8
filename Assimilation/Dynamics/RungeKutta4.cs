using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Dynamics;

/// <summary>
/// The classical Runge-Kutta scheme of order four and the exact derivative of its discrete step. Any output may share its
/// memory with an input of the same shape. Allocates nothing after construction; not thread-safe, the workspace is reused.
/// </summary>
/// <param name="system">The system to integrate.</param>
/// <param name="timeStep">The step length h in model time units.</param>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class RungeKutta4<V>(IDynamicalSystem<V> system, double timeStep) where V : struct, ILane<V>
{
    // Each stage starts from u + h · node · (slope of the stage before) and counts with its weight.
    private static readonly (double Node, double Weight)[] Stages = [(0, 1.0 / 6), (0.5, 1.0 / 3), (0.5, 1.0 / 3), (1, 1.0 / 6)];

    private readonly int _size = system.StateSize;
    private readonly V[] _stage = new V[system.StateSize];
    private readonly V[] _slope = new V[system.StateSize];
    private readonly V[] _sum = new V[system.StateSize];
    private readonly V[] _stageJacobian = new V[system.StateSize * system.StateSize];
    private V[] _slopeJacobian = new V[system.StateSize * system.StateSize];
    private V[] _slopeBeforeJacobian = new V[system.StateSize * system.StateSize];
    private readonly V[] _sumJacobian = new V[system.StateSize * system.StateSize];

    /// <summary>The system being integrated.</summary>
    public IDynamicalSystem<V> System => system;

    /// <summary>The step length h in model time units.</summary>
    public double TimeStep => timeStep;

    /// <summary>Advances a state by one step.</summary>
    /// <param name="state">The state u(t), [φ].</param>
    /// <param name="next">Receives u(t + h), [φ].</param>
    public void Step(ReadOnlySpan<V> state, Span<V> next) => Step(state, next, timeStep);

    /// <summary>Advances a state by a step of another length, such as the part of a step up to an observation.</summary>
    /// <param name="state">The state u(t), [φ].</param>
    /// <param name="next">Receives the state after <paramref name="length"/>, [φ].</param>
    /// <param name="length">The length in model time units.</param>
    public void Step(ReadOnlySpan<V> state, Span<V> next, double length)
    {
        Advance(state, length, withJacobian: false);
        _sum.CopyTo(next);
    }

    /// <summary>Advances a state by one step and differentiates the step.</summary>
    /// <param name="state">The state u(t), [φ].</param>
    /// <param name="next">Receives u(t + h), [φ].</param>
    /// <param name="jacobian">Receives M = ∂u(t + h)/∂u(t), [φ, φ] row-major.</param>
    public void StepWithJacobian(ReadOnlySpan<V> state, Span<V> next, Span<V> jacobian)
    {
        Advance(state, timeStep, withJacobian: true);
        _sum.CopyTo(next);
        _sumJacobian.CopyTo(jacobian);
    }

    /// <summary>result = M δ: how a perturbation of the state appears one step later.</summary>
    /// <param name="state">The state u(t) at which M is taken, [φ].</param>
    /// <param name="perturbation">The perturbation δ of u(t), [φ].</param>
    /// <param name="result">Receives M δ, [φ].</param>
    public void TangentLinear(ReadOnlySpan<V> state, ReadOnlySpan<V> perturbation, Span<V> result)
    {
        Advance(state, timeStep, withJacobian: true);
        for (var i = 0; i < _size; i++) _sum[i] = LaneBlock.Dot(_sumJacobian.AsSpan(i * _size, _size), perturbation);
        _sum.CopyTo(result);
    }

    /// <summary>result = Mᵀ λ: what a sensitivity to the state one step later is to the state now.</summary>
    /// <param name="state">The state u(t) at which M is taken, [φ].</param>
    /// <param name="sensitivity">The sensitivity λ to u(t + h), [φ].</param>
    /// <param name="result">Receives Mᵀ λ, [φ].</param>
    public void Adjoint(ReadOnlySpan<V> state, ReadOnlySpan<V> sensitivity, Span<V> result)
    {
        Advance(state, timeStep, withJacobian: true);
        Array.Clear(_sum);
        for (var i = 0; i < _size; i++)
            for (var j = 0; j < _size; j++)
                _sum[j] = V.MultiplyAdd(_sumJacobian[i * _size + j], sensitivity[i], _sum[j]);
        _sum.CopyTo(result);
    }

    /// <summary>Leaves the state after <paramref name="length"/> in the sum, and its derivative in the Jacobian's sum.</summary>
    private void Advance(ReadOnlySpan<V> state, double length, bool withJacobian)
    {
        state.CopyTo(_sum);
        Array.Clear(_slope);
        if (withJacobian)
        {
            Array.Clear(_slopeJacobian);
            Array.Clear(_sumJacobian);
            for (var i = 0; i < _size; i++) _sumJacobian[i * _size + i] = V.Of(1);
        }
        foreach (var (node, weight) in Stages)
        {
            var (reach, share) = (V.Of(length * node), V.Of(length * weight));
            for (var i = 0; i < _size; i++) _stage[i] = V.MultiplyAdd(reach, _slope[i], state[i]);
            system.Tendency(_stage, _slope);
            AddScaled(share, _slope, _sum);
            if (!withJacobian) continue;

            // With U the start of the stage: ∂slope/∂u = f'(U) ∂U/∂u, and ∂U/∂u = I + h · node · ∂(slope before)/∂u.
            (_slopeJacobian, _slopeBeforeJacobian) = (_slopeBeforeJacobian, _slopeJacobian);
            system.Jacobian(_stage, _stageJacobian);
            _stageJacobian.CopyTo(_slopeJacobian, 0);
            AddProduct(reach, _stageJacobian, _slopeBeforeJacobian, _slopeJacobian);
            AddScaled(share, _slopeJacobian, _sumJacobian);
        }
    }

    private static void AddScaled(V scale, ReadOnlySpan<V> x, Span<V> result)
    {
        for (var i = 0; i < x.Length; i++) result[i] = V.MultiplyAdd(scale, x[i], result[i]);
    }

    /// <summary>Adds scale · A B, for square matrices.</summary>
    private void AddProduct(V scale, ReadOnlySpan<V> a, ReadOnlySpan<V> b, Span<V> result)
    {
        for (var i = 0; i < _size; i++)
            for (var k = 0; k < _size; k++)
                AddScaled(scale * a[i * _size + k], b.Slice(k * _size, _size), result.Slice(i * _size, _size));
    }
}
