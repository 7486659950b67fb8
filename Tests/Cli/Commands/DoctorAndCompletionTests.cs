using System.Diagnostics;
using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class DoctorAndCompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_doctor_finds_this_machine_fine_but_for_ports_that_others_have()
    {
        var run = await CommandRun.RunAsync("doctor", "--data", _folder.File("data"), "--json");
        var findings = run.Json.EnumerateArray()
            .ToDictionary(finding => finding.GetProperty("what").GetString()!, finding => finding.GetProperty("isFine").GetBoolean());
        Assert.All(findings.Where(finding => !finding.Key.StartsWith("port", StringComparison.Ordinal)), finding => Assert.True(finding.Value, finding.Key));
        Assert.Contains("silo and database", findings.Keys);
        Assert.Equal(3, findings.Keys.Count(key => key.StartsWith("port", StringComparison.Ordinal)));
        Assert.Equal(findings.Values.All(fine => fine) ? CommandLineRunner.Fine : CommandLineRunner.Failed, run.ExitCode);
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Fact]
    public async Task The_doctor_names_a_data_folder_that_cannot_be_written()
    {
        File.WriteAllText(_folder.File("file"), "");
        var run = await CommandRun.RunAsync("doctor", "--data", _folder.File("file/below"));
        Assert.Equal(CommandLineRunner.Failed, run.ExitCode);
        Assert.Contains("LOOK  data folder", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_verbs()
    {
        var script = (await CommandRun.RunAsync("completion", "bash")).Output;
        var command = Path.Combine(AppContext.BaseDirectory, "neuralda.dll");
        var start = new ProcessStartInfo("bash", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(
            $$"""
            neuralda() { dotnet '{{command}}' "$@"; }
            {{script}}
            COMP_LINE='neuralda as' COMP_POINT=11
            _neuralda
            printf '%s\n' "${COMPREPLY[@]}"
            """);
        bash.StandardInput.Close();
        Assert.Equal("assimilate", (await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Theory]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c neuralda")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public async Task Other_shells_have_their_script(string shell, string words) =>
        Assert.Contains(words, (await CommandRun.RunAsync("completion", shell)).Output, StringComparison.Ordinal);
}
