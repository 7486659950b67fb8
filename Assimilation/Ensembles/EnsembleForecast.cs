using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Ensembles;

/// <summary>Members of an ensemble under a physical model and its noise, step by step, many in lanes. Not thread-safe.</summary>
/// <param name="model">The model.</param>
internal sealed class EnsembleForecast(PhysicalModel model)
{
    private readonly RungeKutta4<Float64Lanes> _integrator = model.Integrator<Float64Lanes>();
    private readonly double[] _deviation = [.. model.ModelErrorVariance.Select(Math.Sqrt)];
    private readonly Float64Lanes[] _state = new Float64Lanes[model.ModelErrorVariance.Count];
    private double[] _noise = [];

    /// <summary>One step.</summary>
    /// <param name="states">The members, [φ, members], physical units; replaced.</param>
    /// <param name="random">Where the noise comes from.</param>
    public void Advance(double[][] states, RandomSource random)
    {
        Array.Resize(ref _noise, states.Length * states[0].Length);
        for (var k = 0; k < _noise.Length; k++) _noise[k] = random.NextGaussian();
        Advance(states, _noise);
    }

    /// <summary>One step under given noise.</summary>
    /// <param name="states">The members, [φ, members], physical units; replaced.</param>
    /// <param name="noise">Standard normal numbers, [φ · members].</param>
    public void Advance(double[][] states, ReadOnlySpan<double> noise)
    {
        var members = states[0].Length;
        var numbers = MemoryMarshal.Cast<Float64Lanes, double>(_state.AsSpan());
        for (var first = 0; first < members; first += Float64Lanes.Count)
        {
            var count = Math.Min(Float64Lanes.Count, members - first);
            for (var i = 0; i < states.Length; i++)
                states[i].AsSpan(first, count).CopyTo(numbers[(i * Float64Lanes.Count)..]);
            _integrator.Step(_state, _state);
            for (var i = 0; i < states.Length; i++)
                for (var lane = 0; lane < count; lane++)
                    states[i][first + lane] =
                        numbers[i * Float64Lanes.Count + lane] + _deviation[i] * noise[i * members + first + lane];
        }
    }
}
