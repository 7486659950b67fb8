using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>Observes windows whose truth is known.</summary>
/// <param name="shape">The shape of the windows.</param>
/// <param name="components">The observed components, each at steps of its own.</param>
/// <param name="process">How the observed steps are drawn.</param>
/// <param name="sets">Which sets of observed steps a component may have.</param>
/// <param name="error">The standard deviation of the error at a step of a component, physical units.</param>
public sealed class WindowObserver(
    WindowShape shape, IReadOnlyList<int> components, ObservationProcess process, ObservedSets sets, Func<int, int, double> error)
{
    private const int MostDraws = 1000;

    /// <summary>Draws the observations of one window.</summary>
    /// <param name="truth">The true trajectory, [d], physical units.</param>
    /// <param name="random">Where randomness comes from.</param>
    public PointObservation[] Observe(double[] truth, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(truth);
        var observations = components.SelectMany(component => DrawSteps(random).Select(step =>
        {
            var deviation = error(step, component);
            var value = truth[step * shape.Components + component] + deviation * random.NextGaussian();
            return new PointObservation(step, component, value, deviation);
        }));
        return [.. observations.OrderBy(observation => observation.Step)];
    }

    private IReadOnlyList<int> DrawSteps(RandomSource random)
    {
        // Some lengths and periods have sets of the one kind only: then all serve both purposes.
        for (var draw = 1; ; draw++)
        {
            var steps = process.Draw(shape.Steps, random);
            var sum = steps.Sum(step => (long)step);
            if (sum % 3 == 0 == (sets == ObservedSets.HeldOut) || draw == MostDraws) return steps;
        }
    }
}
