using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Packages;

/// <summary>What <c>dotnet pack</c> makes of the projects, as they were built for these tests.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Client", "NeuralDA.Client", "NeuralDA.Grains.Interfaces", "Microsoft.Orleans.Client")]
    [InlineData("Grains.Interfaces", "NeuralDA.Grains.Interfaces", "Microsoft.Orleans.Sdk")]
    [InlineData("Assimilation", "NeuralDA.Assimilation", "MathNet.Numerics")]
    public async Task A_package_has_its_assembly_with_documentation_readme_licence_and_dependencies(
        string project, string id, params string[] dependencies)
    {
        using var package = await PackAsync(project);
        foreach (var file in new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md" })
            Assert.Contains(package.Entries, entry => entry.FullName == file && entry.Length > 0);
        var metadata = Metadata(package);
        Assert.Equal(id, metadata["id"]);
        Assert.Equal("MIT", metadata["license"]);
        Assert.Equal("README.md", metadata["readme"]);
        Assert.NotEqual("Package Description", metadata["description"]);
        var named = Nuspec(package).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        Assert.Equal(dependencies.Order(), named.Intersect(dependencies).Order());
    }

    [Fact]
    public async Task The_command_is_a_tool_that_installs_from_a_folder_and_runs()
    {
        using (var package = await PackAsync("Cli"))
        {
            Assert.Equal(("neuralda", "MIT"), (Metadata(package)["id"], Metadata(package)["license"]));
            Assert.Contains(package.Entries, entry => entry.FullName.EndsWith("priors/lorenz63.safetensors", StringComparison.Ordinal));
            Assert.DoesNotContain(package.Entries, entry => entry.FullName.StartsWith("content", StringComparison.Ordinal));
        }
        var tools = _folder.File("tools");
        await RunAsync("dotnet", "tool", "install", "neuralda", "--tool-path", tools, "--source", _folder.Path);
        var help = await RunAsync(Path.Combine(tools, OperatingSystem.IsWindows() ? "neuralda.exe" : "neuralda"), "--help");
        Assert.Contains("demo", help, StringComparison.Ordinal);
    }

    private async Task<ZipArchive> PackAsync(string project)
    {
        await RunAsync("dotnet", "pack", project, "-c", Configuration, "--no-build", "--no-restore", "-o", _folder.Path, "-v", "q", "--nologo");
        return await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(_folder.Path, "*.nupkg")), TestContext.Current.CancellationToken);
    }

    private static string Configuration =>
        AppContext.BaseDirectory.Contains("debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release";

    private static XDocument Nuspec(ZipArchive package)
    {
        using var nuspec = Assert.Single(package.Entries, entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec);
    }

    private static Dictionary<string, string> Metadata(ZipArchive package) => Nuspec(package).Root!.Elements().Single().Elements()
        .ToDictionary(element => element.Name.LocalName, element => element.Value);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // The tool comes from the folder, not from a cache that remembers another build of the same version.
        if (arguments[0] == "tool") start.Environment["NUGET_PACKAGES"] = _folder.File("cache");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}\n{await error}");
        return output;
    }
}
