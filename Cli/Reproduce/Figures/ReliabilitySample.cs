using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>
/// A method's predicted Gaussians beside what came true: all windows, steps and components alike, normalised units.
/// </summary>
/// <param name="Method">The method's name, which decides its colour.</param>
/// <param name="Errors">Truth minus predicted mean.</param>
/// <param name="StandardDeviations">The predicted standard deviations, positive, as many.</param>
internal sealed record ReliabilitySample(string Method, double[] Errors, double[] StandardDeviations)
{
    /// <summary>Collects the predictions of methods, all with standard deviations, on the same windows.</summary>
    public static IReadOnlyList<ReliabilitySample> Collect(
        Prior prior, IReadOnlyList<IAssimilationMethod> methods, IEnumerable<SimulatedWindow> windows)
    {
        var comparison = new MethodComparison(prior, methods);
        ComparedWindow[] prepared = [.. windows.Select(comparison.Prepare)];
        return [.. methods.Select(method => Of(prior, method, prepared))];
    }

    private static ReliabilitySample Of(Prior prior, IAssimilationMethod method, ComparedWindow[] windows)
    {
        var (errors, deviations) = (new List<double>(), new List<double>());
        foreach (var (window, estimate) in windows.Zip(method.Estimate(windows)))
        {
            var truth = prior.Normalization.Normalized(window.Window.Truth);
            errors.AddRange(truth.Zip(estimate.Mean, (x, mean) => x - mean));
            deviations.AddRange(estimate.StandardDeviation!);
        }
        return new ReliabilitySample(method.Name, [.. errors], [.. deviations]);
    }
}
