namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>The published settings by name.</summary>
public static class TwinExperimentCatalogue
{
    /// <summary>All settings.</summary>
    public static IReadOnlyList<TwinExperiment> All { get; } = 
        [Blanke2024Lorenz63Print.Setting, Blanke2024Lorenz63.Setting, Blanke2024Pendulum.Print, Blanke2024Pendulum.Program];

    /// <summary>The setting of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public static TwinExperiment Find(string name) =>
        All.FirstOrDefault(setting => setting.Name == name) ?? throw new ArgumentException(
            $"there is no setting '{name}'; there are: {string.Join(", ", All.Select(setting => setting.Name))}");
}
