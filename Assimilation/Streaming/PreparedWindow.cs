using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>A window's problem in normalised units, with what the window before taught.</summary>
/// <param name="Problem">What was asked.</param>
/// <param name="Observations">Its observations as rows of H.</param>
/// <param name="FirstGuess">z₀, the estimate under climatology from its own observations, [d].</param>
/// <param name="Background">The estimate under climatology and arrival information, and the innovations against it.</param>
/// <param name="Arrival">What is known of its first state beyond climatology, or null.</param>
/// <param name="Continuation">The analysis that it continues, or null.</param>
/// <param name="Outage">The forecast that stands in for an analysis where nothing is observed and little known; else null.</param>
internal sealed record PreparedWindow(
    WindowProblem Problem, ObservationSet Observations, double[] FirstGuess, GainFormEstimate Background,
    StateInformation? Arrival = null, Continuation? Continuation = null, OutageForecast? Outage = null)
{
    /// <summary>The same, as if no window had been before.</summary>
    public PreparedWindow OnItsOwn() => this with { Arrival = null, Continuation = null, Outage = null };
}
