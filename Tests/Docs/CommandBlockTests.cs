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
        var commands = await CommandsAsync(document);
        Assert.Contains("http://127.0.0.1:8080", commands, StringComparison.Ordinal);
        var output = await RunAsync(commands.Replace("http://127.0.0.1:8080", silo.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));
        Assert.All(words, word => Assert.True(output.Contains(word, StringComparison.Ordinal), $"{word} is not in what was printed:\n{output}"));
    }

    [Theory]
    [InlineData("docs/security.md", "certificates/silo.pem", "certificates/authority.pem", "certificates/alice.key")]
    public async Task The_commands_of_a_document_leave_the_files_it_names(string document, params string[] files)
    {
        await RunAsync(await CommandsAsync(document));
        Assert.All(files, file => Assert.True(File.Exists(_folder.File(file)), $"{file} is not there"));
    }

    private static async Task<string> CommandsAsync(string document)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, document), TestContext.Current.CancellationToken);
        return string.Join('\n', Blocks().Matches(text).Select(match => match.Groups[1].Value));
    }

    private async Task<string> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            WorkingDirectory = _folder.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var bash = Process.Start(start)!;
        var neuralda = Path.Combine(AppContext.BaseDirectory, "neuralda.dll");
        await bash.StandardInput.WriteAsync($"set -e\nneuralda() {{ dotnet '{neuralda}' \"$@\"; }}\n{commands}\n");
        bash.StandardInput.Close();
        var error = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, $"{output}\n{await error}");
        return output;
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
