using System.Globalization;
using System.Text.Json;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Training;

namespace NeuralDA.Cli.Reproduce;

/// <summary>
/// The priors of a reproduction: the shipped ones, or one trained for each seed. Trained ones are kept as files, and training
/// leaves checkpoints, so that an interrupted reproduction goes on where it was.
/// </summary>
/// <param name="folder">Where trained priors and checkpoints are kept.</param>
/// <param name="threads">Threads that train.</param>
/// <param name="output">Where progress is shown.</param>
internal sealed class ReproductionPriors(string folder, int threads, CommandOutput output)
{
    /// <summary>The shipped prior of a plan's setting and mode, however long it was trained.</summary>
    /// <exception cref="InvalidPriorException">None is shipped.</exception>
    public static Prior Shipped(TrainingPlan plan) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(PriorFiles.Shipped)!, "*.safetensors")
            .Order(StringComparer.Ordinal)
            .Select(PriorFiles.Load)
            .FirstOrDefault(prior => PlanOf(prior) is { } known && known.Setting == plan.Setting && known.Mode == plan.Mode)
        ?? throw new InvalidPriorException(
            $"no prior of mode {plan.Mode} is shipped for {plan.Setting}; leave out --quick to train one");

    /// <summary>The prior of a plan: from its file, or trained now.</summary>
    public async Task<Prior> TrainedAsync(TrainingPlan plan, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{plan.Setting}-{plan.Mode}-{plan.Seed}").ToLowerInvariant();
        var path = Path.Combine(folder, name + ".safetensors");
        if (File.Exists(path) && PriorFiles.Load(path) is var kept && PlanOf(kept) == plan) return kept;

        Directory.CreateDirectory(folder);
        output.Line($"training {name}");
        var checkpoint = new CheckpointFile(path + ".checkpoint");
        var from = checkpoint.LoadIfThere() is { } state && state.Plan == plan ? state : null;
        var prior = await TrainingRun.RunAsync(plan, data: null, name, threads, from, checkpoint, output, cancellationToken);
        await File.WriteAllBytesAsync(path, prior.Save(), cancellationToken);
        checkpoint.Remove();
        return prior;
    }

    private static TrainingPlan? PlanOf(Prior prior) =>
        prior.Metadata.TryGetValue("plan", out var plan) ? JsonSerializer.Deserialize<TrainingPlan>(plan) : null;
}
