using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>The neural loop on a block of windows, one in each float32 lane, run as the prior was trained for. Not thread-safe.</summary>
internal sealed class NeuralBlock
{
    private readonly Prior _prior;

    /// <summary>Makes it with its working memory.</summary>
    public NeuralBlock(Prior prior)
    {
        _prior = prior;
        Windows = new WindowBlock<Float32Lanes>(prior.Shape);
        Loop = NeuralAssimilation.Create(prior, Windows);
    }

    public WindowBlock<Float32Lanes> Windows { get; }

    public IncrementalAssimilation<Float32Lanes> Loop { get; }

    /// <summary>Assimilates windows from their first guesses.</summary>
    public void Run(PreparedWindow[] windows) => Run(
        Array.ConvertAll(windows, window => window.FirstGuess), Array.ConvertAll(windows, window => window.Observations),
        Array.ConvertAll(windows, window => window.Arrival), Array.ConvertAll(windows, window => window.Continuation));

    /// <summary>Assimilates windows.</summary>
    public void Run(
        double[][] firstGuesses, ObservationSet[] observations, StateInformation?[] arrivals, Continuation?[] continuations,
        int level = 0)
    {
        // Cold diffusion sees the observations, and what was carried, in its first guess only.
        if (_prior.Networks.Form == PriorForm.MeanOnly)
            Windows.Load(firstGuesses, Array.ConvertAll(observations, _ => ObservationSet.Empty(_prior.Shape.Size)));
        // Where there is one application only, its estimate is the result, and nothing may be lent to it.
        else
            Windows.Load(firstGuesses, observations, arrivals, _prior.Networks.Levels > 1 ? continuations : []);
        Loop.Run(level);
    }

    /// <summary>The analysis in one lane, [d].</summary>
    public double[] Analysis(int lane)
    {
        var analysis = new double[_prior.Shape.Size];
        LaneBlock.Gather<Float32Lanes>(Loop.Analysis, lane, analysis);
        return analysis;
    }
}
