using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>The neural loop on a block of windows, whatever the lanes it computes in. Normalised units.</summary>
internal interface INeuralLanes
{
    /// <summary>Loads windows, see <see cref="Incremental.WindowBlock{V}"/>, and assimilates them.</summary>
    void Run(
        ReadOnlySpan<double[]> firstGuesses, ReadOnlySpan<ObservationSet> observations, ReadOnlySpan<StateInformation?> arrivals,
        ReadOnlySpan<Continuation?> continuations, int level);

    /// <summary>How the last solve ended in one lane.</summary>
    SolveStatus Status(int lane);

    /// <summary>The cost J at the first guess and at the analysis of one lane, under the last prior.</summary>
    (double Before, double After) Cost(int lane);

    /// <summary>Writes the analysis in one lane, [d].</summary>
    void Read(int lane, Span<double> analysis);

    /// <summary>The posterior covariance of two elements within the band.</summary>
    double Covariance(int row, int column, int lane);

    /// <summary>The marginal of one state.</summary>
    StateEstimate StateAt(int step, int lane);
}
