using System.Globalization;
using System.Reflection;

namespace NeuralDA.Assimilation.Training;

/// <summary>How a prior is made, for its metadata.</summary>
public static class TrainingProvenance
{
    /// <summary>The command that makes the prior of a plan, and the version that it is made with.</summary>
    public static Dictionary<string, string> Of(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new Dictionary<string, string>
        {
            ["command"] = string.Create(CultureInfo.InvariantCulture,
                $"neuralda train {Source(plan)} --mode {plan.Mode.ToString().ToLowerInvariant()} " +
                $"--steps {plan.Steps} --seed {plan.Seed}"),
            ["version"] = typeof(TrainingProvenance).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        };
    }

    private static string Source(TrainingPlan plan) => plan.Data is { } data
        ? $"--data {plan.Setting} --window {data.Steps} --stride {data.Stride} --observe {data.Observed}"
        : $"--setting {plan.Setting}";
}
