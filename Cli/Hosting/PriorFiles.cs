using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Client;

namespace NeuralDA.Cli.Hosting;

/// <summary>Priors in files.</summary>
internal static class PriorFiles
{
    /// <summary>The default prior.</summary>
    public static string Shipped => ShippedAs("lorenz63");

    /// <summary>One of the priors that are shipped with the command.</summary>
    public static string ShippedAs(string name) => Path.Combine(AppContext.BaseDirectory, "priors", $"{name}.safetensors");

    /// <summary>Reads a prior.</summary>
    /// <exception cref="InvalidPriorException">The file is not a prior; the message names it.</exception>
    public static Prior Load(string path)
    {
        try
        {
            return Prior.Load(File.ReadAllBytes(path));
        }
        catch (InvalidPriorException problem)
        {
            throw new InvalidPriorException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>Writes a version that a cluster has to a file.</summary>
    public static async Task ExportAsync(
        NeuralDAClient client, string name, int version, string path, CancellationToken cancellationToken)
    {
        var content = await client.PriorContentAsync(name, version, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllBytesAsync(path, content, cancellationToken);
    }

    /// <summary>Requires that a prior is for the steps of a setting, in windows of whatever length.</summary>
    /// <exception cref="InvalidPriorException">It is not; the message names its file.</exception>
    public static void RequireStep(Prior prior, TwinExperiment experiment, string path)
    {
        var (components, step) = (prior.Shape.Components, prior.Description.TimeStep);
        if (components == experiment.Shape.Components && step.Equals(experiment.Model.TimeStep)) return;
        throw new InvalidPriorException(
            $"{path}: it is for steps of {step} with {components} components; the setting {experiment.Name} has steps of " +
            $"{experiment.Model.TimeStep} with {experiment.Shape.Components}");
    }

    /// <summary>Requires that a prior is for the windows of a setting.</summary>
    /// <exception cref="InvalidPriorException">It is not; the message names its file.</exception>
    public static void RequireShape(Prior prior, TwinExperiment experiment, string path)
    {
        var (shape, step) = (prior.Shape, prior.Description.TimeStep);
        if (shape == experiment.Shape && step.Equals(experiment.Model.TimeStep)) return;
        throw new InvalidPriorException(
            $"{path}: its windows are {shape.Steps} steps of {step} with {shape.Components} components; " +
            $"the setting {experiment.Name} has {experiment.Shape.Steps} steps of {experiment.Model.TimeStep} " +
            $"with {experiment.Shape.Components}");
    }
}
