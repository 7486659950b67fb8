using System.Diagnostics;
using System.Text.RegularExpressions;
using NeuralDA.Silo.Api;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Docs;

/// <summary>The commands that the documents show are run as they are printed.</summary>
public sealed partial class CommandBlockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("README.md", "\"accepted\":3", "track,begin,end,revision,time,component,mean,std", "buoy-7,")]
    [InlineData("docs/start.md", "\"accepted\":3", "\"duplicates\":3", "unknown_component", "event: analysis", "\"time\":")]
    public async Task The_curl_commands_of_a_document_do_what_it_says(string document, params string[] words)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "needs curl: apt-get install curl");
        await using var silo = await HttpSilo.StartAsync(new HttpOptions { Development = true });
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, document), TestContext.Current.CancellationToken);
        var commands = string.Join('\n', Blocks().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Contains("http://127.0.0.1:8080", commands, StringComparison.Ordinal);

        var start = new ProcessStartInfo("bash", ["-s"])
        {
            WorkingDirectory = _folder.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var bash = Process.Start(start)!;
        var script = commands.Replace("http://127.0.0.1:8080", silo.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
        await bash.StandardInput.WriteAsync($"set -e\n{script}\n");
        bash.StandardInput.Close();
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, $"{output}\n{await error}");
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
