using System.Reflection;

namespace NeuralDA.Tests.Support;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The projects whose code is shipped.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        ["Assimilation", "Assimilation.Training", "Grains.Interfaces", "Grains", "Silo", "Client", "Files", "Cli"];

    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The compiled form of a project.</summary>
    public static Assembly AssemblyOf(string project) => Assembly.Load(project == "Cli" ? "neuralda" : $"NeuralDA.{project}");

    /// <summary>The source files of a project by their path within it.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string project)
    {
        var folder = Path.Combine(Root, project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))
            .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal));
    }

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "NeuralDA.sln"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no NeuralDA.sln above the tests"));
}
