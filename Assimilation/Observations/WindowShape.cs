namespace NeuralDA.Assimilation.Observations;

/// <summary>The shape of a window's state vector: T steps of φ components, time-major, d = T · φ.</summary>
/// <param name="Steps">The number T of time steps.</param>
/// <param name="Components">The number φ of components.</param>
public readonly record struct WindowShape(int Steps, int Components)
{
    /// <summary>The size d = T · φ of the state vector.</summary>
    public int Size => Steps * Components;

    /// <summary>
    /// The half-bandwidth 2 φ of precisions: neighbouring steps are coupled, as a Markov model couples them, and one step
    /// beyond.
    /// </summary>
    public int HalfBandwidth => 2 * Components;
}
