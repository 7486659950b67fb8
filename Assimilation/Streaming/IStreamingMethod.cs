using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>One way to follow tracks through a stream of observations.</summary>
public interface IStreamingMethod
{
    /// <summary>Its name in tables.</summary>
    string Name { get; }

    /// <summary>Follows tracks, all at once, from their begin.</summary>
    /// <param name="tracks">The tracks, of one length; methods look at their observations only.</param>
    /// <param name="shift">S: steps between windows.</param>
    /// <returns>
    /// For each window [n S, n S + T), one after the other, and each track: the newest state, at step n S + T − 1, from the
    /// observations up to there. Mean and standard deviation are [φ], normalised units.
    /// </returns>
    IEnumerable<MethodEstimate[]> Follow(IReadOnlyList<SimulatedTrack> tracks, int shift);
}
