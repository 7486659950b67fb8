using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// The neural loop on a block of windows, run as the prior was trained for. The one place where the lanes of this machine are
/// chosen: one number for a single window, a vector for few, two vectors for many. A window's bits are the same in each. Not
/// thread-safe.
/// </summary>
/// <param name="prior">The prior.</param>
/// <param name="bits">The width of the vectors.</param>
internal sealed class NeuralBlock(Prior prior, int bits)
{
    private readonly INeuralLanes?[] _lanes = new INeuralLanes?[3];
    private readonly int _vector = bits / (8 * sizeof(float));
    private INeuralLanes? _last;

    /// <summary>In vectors of the machine's width.</summary>
    public NeuralBlock(Prior prior)
        : this(prior, MachineVectors.Bits)
    {
    }

    /// <summary>The most windows that one block holds.</summary>
    public int Capacity => 2 * _vector;

    private INeuralLanes Last => _last ?? throw new InvalidOperationException("no window was run yet");

    /// <summary>Assimilates windows from their first guesses.</summary>
    public void Run(PreparedWindow[] windows) => Run(
        Array.ConvertAll(windows, window => window.FirstGuess), Array.ConvertAll(windows, window => window.Observations),
        Array.ConvertAll(windows, window => window.Arrival), Array.ConvertAll(windows, window => window.Continuation));

    /// <summary>Assimilates windows.</summary>
    public void Run(
        double[][] firstGuesses, ObservationSet[] observations, StateInformation?[] arrivals, Continuation?[] continuations,
        int level = 0)
    {
        _last = For(firstGuesses.Length);
        // Cold diffusion sees the observations, and what was carried, in its first guess only.
        if (prior.Networks.Form == PriorForm.MeanOnly)
            _last.Run(firstGuesses, Array.ConvertAll(observations, _ => ObservationSet.Empty(prior.Shape.Size)), [], [], level);
        // Where there is one application only, its estimate is the result, and nothing may be lent to it.
        else
            _last.Run(firstGuesses, observations, arrivals, prior.Networks.Levels > 1 ? continuations : [], level);
    }

    /// <summary>How the last solve ended in one lane.</summary>
    public SolveStatus Status(int lane) => Last.Status(lane);

    /// <inheritdoc cref="INeuralLanes.Cost"/>
    public (double Before, double After) Cost(int lane) => Last.Cost(lane);

    /// <summary>The analysis in one lane, [d].</summary>
    public double[] Analysis(int lane)
    {
        var analysis = new double[prior.Shape.Size];
        Last.Read(lane, analysis);
        return analysis;
    }

    /// <inheritdoc cref="INeuralLanes.Covariance"/>
    public double Covariance(int row, int column, int lane) => Last.Covariance(row, column, lane);

    /// <inheritdoc cref="INeuralLanes.StateAt"/>
    public StateEstimate StateAt(int step, int lane) => Last.StateAt(step, lane);

    // The smallest lanes that hold so many windows; their memory is made when first asked for.
    private INeuralLanes For(int windows) => windows == 1 ? _lanes[0] ??= new NeuralLanes<Float32>(prior)
        : windows <= _vector ? _lanes[1] ??= Vector()
        : _lanes[2] ??= Vectors();

    private INeuralLanes Vector() => bits switch
    {
        512 => new NeuralLanes<Float32x16>(prior),
        256 => new NeuralLanes<Float32x8>(prior),
        _ => new NeuralLanes<Float32x4>(prior),
    };

    private INeuralLanes Vectors() => bits switch
    {
        512 => new NeuralLanes<Pair<Float32x16>>(prior),
        256 => new NeuralLanes<Pair<Float32x8>>(prior),
        _ => new NeuralLanes<Pair<Float32x4>>(prior),
    };
}
