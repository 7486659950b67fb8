using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Methods;

/// <summary>
/// A demonstration: a prior in paper mode, run with the update rule of Algorithm 2 to the letter. What overflows counts as
/// 10⁶ climatological deviations.
/// </summary>
public sealed class LiteralUpdateMethod : IAssimilationMethod
{
    private const double Largest = 1e6;
    private readonly WindowBlock<Float64Lanes> _block;
    private readonly IncrementalAssimilation<Float64Lanes> _loop;
    private readonly int _levels;

    /// <summary>Makes the method.</summary>
    /// <param name="prior">A prior whose levels share networks that are told the temperature.</param>
    /// <param name="name">The name in tables.</param>
    /// <exception cref="ArgumentException">The prior's levels have networks of their own.</exception>
    public LiteralUpdateMethod(Prior prior, string name)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var temperatures = prior.Networks.Temperature ?? throw new ArgumentException(
            $"prior '{prior.Description.Name}' has networks for each level; Algorithm 2 needs one pair for all");
        _block = new WindowBlock<Float64Lanes>(prior.Shape);
        _loop = new IncrementalAssimilation<Float64Lanes>(
            _block, prior.Networks.Model<Float64Lanes>(prior.Shape), new LiteralUpdate<Float64Lanes>(temperatures));
        (Name, _levels) = (name, prior.Networks.Levels);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var estimates = new List<MethodEstimate>(windows.Count);
        foreach (var block in windows.Chunk(Float64Lanes.Count))
        {
            _block.Load(
                Array.ConvertAll(block, window => window.FirstGuess), Array.ConvertAll(block, window => window.Observations));
            _loop.Run();
            for (var lane = 0; lane < block.Length; lane++)
            {
                var mean = new double[_loop.Analysis.Length];
                LaneBlock.Gather<Float64Lanes>(_loop.Analysis, lane, mean);
                estimates.Add(new MethodEstimate(Array.ConvertAll(mean, Bounded), Solves: _levels));
            }
        }
        return estimates;
    }

    private static double Bounded(double x) => double.IsNaN(x) ? Largest : Math.Clamp(x, -Largest, Largest);
}
