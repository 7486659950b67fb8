using System.Xml.Linq;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Architecture;

/// <summary>The directions of references: Client → Grains.Interfaces ← Grains ← Silo, and the numerics below them all.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Assimilation"] = [],
        ["Assimilation.Training"] = ["Assimilation"],
        ["Grains.Interfaces"] = [],
        ["Grains"] = ["Grains.Interfaces", "Assimilation", "Assimilation.Training"],
        ["Silo"] = ["Client", "Files", "Grains", "Grains.Interfaces", "Assimilation", "Assimilation.Training"],
        ["Client"] = ["Grains.Interfaces"],
        ["Files"] = ["Grains.Interfaces"],
        ["Cli"] = ["Client", "Files", "Silo", "Grains", "Grains.Interfaces", "Assimilation", "Assimilation.Training"],
    };

    // Who may use a package: nobody else's assembly may refer to it.
    private static readonly Dictionary<string, string[]> Owners = new()
    {
        ["TorchSharp"] = ["Assimilation.Training"],
        ["Orleans"] = ["Grains.Interfaces", "Grains", "Silo", "Client", "Files", "Cli"],
        ["Microsoft.Data.Sqlite"] = ["Silo"],
        ["Npgsql"] = ["Silo"],
        ["StackExchange.Redis"] = ["Silo"],
        ["dbup"] = ["Silo"],
        ["Spectre.Console"] = ["Cli"],
        ["ScottPlot"] = ["Cli"],
        ["CsvHelper"] = ["Files"],
        ["PureHDF"] = ["Files"],
        ["Parquet"] = ["Files"],
        ["System.CommandLine"] = ["Cli"],
    };

    public static TheoryData<string> Projects { get; } = [.. Repository.Projects];

    [Theory, MemberData(nameof(Projects))]
    public void Project_refers_only_downwards(string project) => Assert.Empty(
        References(project).Where(name => name.StartsWith("NeuralDA.", StringComparison.Ordinal))
            .Select(name => name["NeuralDA.".Length..]).Except(Allowed[project]));

    [Theory, MemberData(nameof(Projects))]
    public void Project_file_refers_only_downwards(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference").Select(reference =>
            Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Packages_are_used_only_where_they_are_at_home(string project)
    {
        foreach (var (package, _) in Owners.Where(entry => !entry.Value.Contains(project)))
            Assert.DoesNotContain(References(project), name => name.StartsWith(package, StringComparison.Ordinal));
    }

    private static string[] References(string project) =>
        [.. Repository.AssemblyOf(project).GetReferencedAssemblies().Select(name => name.Name!)];
}
