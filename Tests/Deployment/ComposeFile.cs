using System.Text.RegularExpressions;
using NeuralDA.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace NeuralDA.Tests.Deployment;

/// <summary>What docker-compose.yml says, as far as tests ask; its variables are still in it.</summary>
internal sealed partial class ComposeFile
{
    public Dictionary<string, Service> Services { get; init; } = [];

    public Dictionary<string, object?> Volumes { get; init; } = [];

    /// <summary>The text of the file.</summary>
    [YamlIgnore] public string Text { get; private set; } = "";

    /// <summary>The variables that it asks for.</summary>
    public IEnumerable<string> Variables => Variable().Matches(Text).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>Reads the repository's.</summary>
    public static ComposeFile Read()
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "docker-compose.yml"));
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
        var file = yaml.Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(text))));
        file.Text = text;
        return file;
    }

    /// <summary>Sets variables where ${NAME}, ${NAME:-default} and ${NAME:?message} stand, inner ones first.</summary>
    public static string Resolve(string text, IReadOnlyDictionary<string, string> variables)
    {
        while (Innermost().IsMatch(text))
            text = Innermost().Replace(text, match =>
                variables.TryGetValue(match.Groups[1].Value, out var value) ? value
                : match.Groups[2].Value == ":-" ? match.Groups[3].Value
                : throw new KeyNotFoundException(match.Value));
        return text;
    }

    [GeneratedRegex(@"\$\{(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{(\w+)(?:(:[-?])([^{}]*))?\}")]
    private static partial Regex Innermost();

    internal sealed class Service
    {
        public string Image { get; init; } = "";

        public string? Build { get; init; }

        public string? User { get; init; }

        public Dictionary<string, string> Environment { get; init; } = [];

        public List<string> Volumes { get; init; } = [];

        public Dictionary<string, object?> DependsOn { get; init; } = [];

        public List<string> CapDrop { get; init; } = [];

        public Check? Healthcheck { get; init; }

        public Deployed? Deploy { get; init; }
    }

    internal sealed record Check
    {
        public List<string> Test { get; init; } = [];
    }

    internal sealed record Deployed
    {
        public Dictionary<string, Dictionary<string, string>> Resources { get; init; } = [];
    }
}
