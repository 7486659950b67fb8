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
    private readonly double[] _noise = [.. model.ModelErrorVariance.Select(Math.Sqrt)];
    private readonly Float64Lanes[] _state = new Float64Lanes[model.ModelErrorVariance.Count];

    /// <summary>One step.</summary>
    /// <param name="states">The members, [φ, members], physical units; replaced.</param>
    /// <param name="random">Where the noise comes from.</param>
    public void Advance(double[][] states, RandomSource random)
    {
        var members = states[0].Length;
        for (var first = 0; first < members; first += Float64Lanes.Count)
        {
            var count = Math.Min(Float64Lanes.Count, members - first);
            for (var i = 0; i < states.Length; i++)
                for (var lane = 0; lane < count; lane++) _state[i] = _state[i].With(lane, states[i][first + lane]);
            _integrator.Step(_state, _state);
            for (var i = 0; i < states.Length; i++)
                for (var lane = 0; lane < count; lane++)
                    states[i][first + lane] = _state[i].Get(lane) + _noise[i] * random.NextGaussian();
        }
    }
}
