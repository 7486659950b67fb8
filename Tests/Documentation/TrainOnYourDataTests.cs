using System.Diagnostics;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Documentation;

/// <summary>The commands of docs/train-on-your-data.md, in their order, in an empty folder.</summary>
public sealed class TrainOnYourDataTests : IDisposable
{
    private const string Gateway = "127.0.0.1:30000", Silo = "neuralda silo --data silo-data";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_does_what_it_should()
    {
        var commands = Commands().ToArray();
        Assert.Equal(12, commands.Length);
        Assert.Contains(Silo, commands);
        await using var silo = await SiloProcess.StartAsync(_folder.File("silo-data"), Cancel);
        foreach (var command in commands.Where(command => command != Silo))
            await RunAsync(command.Replace(Gateway, silo.Gateway, StringComparison.Ordinal));

        var analysis = await File.ReadAllLinesAsync(_folder.File("analysis.csv"), Cancel);
        Assert.StartsWith("track,begin,end,revision,time,component,mean,std", analysis[0], StringComparison.Ordinal);
        Assert.True(analysis.Length > 96);
        var priors = await OutputAsync($"neuralda priors show mine --cluster {silo.Gateway}");
        Assert.Contains("1 (current)", priors, StringComparison.Ordinal);
        Assert.Contains("run mine-2, mine.nc", priors, StringComparison.Ordinal);
        Assert.Contains("held-out, version 1", priors, StringComparison.Ordinal);
    }

    // The lines of fenced blocks that call the command.
    private static IEnumerable<string> Commands()
    {
        var isInside = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "train-on-your-data.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isInside = !isInside;
            else if (isInside && line.StartsWith("neuralda ", StringComparison.Ordinal)) yield return line;
        }
    }

    private async Task RunAsync(string command) => await OutputAsync(command);

    private async Task<string> OutputAsync(string command)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "neuralda.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. command.Split(' ').Skip(1)])
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, $"{command}: {await error}");
        return await output;
    }
}
