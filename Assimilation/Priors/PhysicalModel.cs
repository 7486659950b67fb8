using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Priors;

/// <summary>A physical model as data: which equations, at what step, with what error. Physical units.</summary>
/// <param name="System">The name of the dynamical system, see <see cref="DynamicalSystems"/>.</param>
/// <param name="Parameters">Its parameters where they differ from the system's own.</param>
/// <param name="TimeStep">The length of one Runge-Kutta step, model time.</param>
/// <param name="ModelErrorVariance">Q: the variance added to each component after each step, [φ].</param>
public sealed record PhysicalModel(
    string System, IReadOnlyDictionary<string, double> Parameters, double TimeStep, IReadOnlyList<double> ModelErrorVariance)
{
    /// <summary>The integrator of this model for a lane type. Not thread-safe.</summary>
    public RungeKutta4<V> Integrator<V>() where V : struct, ILane<V> =>
        new(DynamicalSystems.Create<V>(System, Parameters), TimeStep);
}
