using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>How 4D-Var went down from one start.</summary>
/// <param name="Costs">J / (d + m) at the start and after each linear solve.</param>
/// <param name="Mean">Where it ended, [d], normalised units.</param>
internal sealed record Descent(IReadOnlyList<double> Costs, double[] Mean)
{
    /// <summary>Descends in one window.</summary>
    /// <param name="prior">Whose physical model, units and background are used.</param>
    /// <param name="start">Where to start, [d], normalised units.</param>
    /// <param name="observations">The window's observations.</param>
    public static Descent From(Prior prior, double[] start, ObservationSet observations)
    {
        var windows = new WindowBlock<Float64>(prior.Shape);
        windows.Load([start], [observations]);
        var physics = new PhysicalPrior<Float64>(
            prior.Description.Model!, prior.Shape, prior.Normalization, prior.Climatology);
        var update = new Observed(new LevenbergMarquardtUpdate<Float64>(physics, Refinement.Converged));
        var loop = new IncrementalAssimilation<Float64>(windows, physics, update);
        loop.Run();
        return new Descent(update.Costs, Array.ConvertAll(loop.Analysis.Span.ToArray(), value => value.Get(lane: 0)));
    }

    /// <summary>The update rule of 4D-Var, its cost written down.</summary>
    private sealed class Observed(LevenbergMarquardtUpdate<Float64> update) : IUpdateRule<Float64>
    {
        private double _degreesOfFreedom;

        public List<double> Costs { get; } = [];

        public Float64 Damping => update.Damping;

        public void Begin(WindowBlock<Float64> windows)
        {
            _degreesOfFreedom = windows.DegreesOfFreedom.Get(lane: 0);
            update.Begin(windows);
            WriteDown();
        }

        public bool Next(Span<Float64> iterate, MapEstimator<Float64> estimate, int level)
        {
            var another = update.Next(iterate, estimate, level);
            WriteDown();
            return another;
        }

        private void WriteDown() => Costs.Add(update.Cost.Get(lane: 0) / _degreesOfFreedom);
    }
}
