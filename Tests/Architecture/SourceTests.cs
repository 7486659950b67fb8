using System.Text.RegularExpressions;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Architecture;

/// <summary>How the sources are laid out, and what the numerics keep away from.</summary>
public partial class SourceTests
{
    private const int LongestFile = 300;
    private const string Generated = "OrleansCodeGen";

    public static TheoryData<string> Projects { get; } = [.. Repository.Projects];

    public static TheoryData<string> Numerics { get; } = ["Assimilation", "Assimilation.Training"];

    [Theory, MemberData(nameof(Projects))]
    public void Namespace_is_the_folder(string project) => Assert.All(Repository.Sources(project), file =>
    {
        if (Namespace().Match(file.Text) is not { Success: true } match) return;   // the top-level program has none
        var folder = Path.GetDirectoryName(file.Path)!.Replace('/', '.').Replace('\\', '.');
        Assert.Equal(folder.Length == 0 ? $"NeuralDA.{project}" : $"NeuralDA.{project}.{folder}", match.Groups[1].Value);
    });

    [Theory, MemberData(nameof(Projects))]
    public void Public_types_live_in_the_namespaces_of_their_project(string project) =>
        Assert.All(Repository.AssemblyOf(project).GetExportedTypes().Where(type => !IsGenerated(type)), type =>
            Assert.StartsWith($"NeuralDA.{project}", type.Namespace ?? "", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Projects))]
    public void Files_are_short(string project) => Assert.All(Repository.Sources(project), file =>
        Assert.InRange(file.Text.Count(c => c == '\n'), 0, LongestFile));

    [Theory, MemberData(nameof(Numerics))]
    public void Numerics_know_no_files_no_console_and_no_clock(string project) => Assert.All(Repository.Sources(project), file =>
        Assert.DoesNotMatch(Outside(), file.Text));

    private static bool IsGenerated(Type type) => type.Namespace?.StartsWith(Generated, StringComparison.Ordinal) == true;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(File|Directory|Console|Environment|DateTime|DateTimeOffset|Stopwatch|TimeProvider|ILogger)\b[.<(]")]
    private static partial Regex Outside();
}
