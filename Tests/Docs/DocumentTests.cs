using System.Text.Json;
using System.Text.RegularExpressions;
using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Docs;

/// <summary>What documents show is there: commands with their options, files that are linked, configuration that is JSON.</summary>
public sealed partial class DocumentTests
{
    // Documents whose curl commands CommandBlockTests runs.
    private static readonly string[] WithCurl = ["README.md", "docs/start.md"];

    public static TheoryData<string> Documents { get; } =
    [
        "README.md", "CONTRIBUTING.md", "priors/README.md", "clients/python/README.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Documents))]
    public void Every_command_is_one_that_neuralda_understands(string document)
    {
        var commands = Blocks(document).SelectMany(block => block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Select(line => Comment().Replace(line, "").Trim()).Where(line => line.StartsWith("neuralda ", StringComparison.Ordinal));
        Assert.All(commands, command => Assert.Empty(Program.Root().Parse(command["neuralda ".Length..]).Errors));
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_linked_file_is_there(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var links = Links().Matches(Read(document)).Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith('#'));
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(folder, link.Split('#')[0])), $"{link} is not there"));
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_block_of_JSON_is_JSON(string document) =>
        Assert.All(Blocks(document).Where(block => block.Language == "json"), block => JsonDocument.Parse(block.Text).Dispose());

    [Theory, MemberData(nameof(Documents))]
    public void Every_block_with_curl_is_run(string document)
    {
        if (Blocks(document).Any(block => block.Language == "sh" && block.Text.Contains("curl ", StringComparison.Ordinal)))
            Assert.Contains(document, WithCurl);
    }

    [Theory, MemberData(nameof(Documents))]
    public async Task Every_block_of_Python_compiles(string document)
    {
        foreach (var block in Blocks(document).Where(block => block.Language == "python"))
            await Python.RunAsync($"compile({JsonSerializer.Serialize(block.Text)}, 'block', 'exec')");
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    private static IEnumerable<(string Language, string Text)> Blocks(string document) =>
        Fences().Matches(Read(document)).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex("^```(\\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\s#.*$")]
    private static partial Regex Comment();
}
