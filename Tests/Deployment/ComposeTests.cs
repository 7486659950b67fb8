using System.Text.RegularExpressions;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Deployment;

public partial class ComposeTests
{
    private readonly ComposeFile _file = ComposeFile.Read();

    public static TheoryData<string> Services { get; } = [.. ComposeFile.Read().Services.Keys];

    [Fact]
    public async Task Docker_compose_takes_the_file()
    {
        var compose = ServerProcess.Find("docker-compose");
        Assert.SkipWhen(compose is null, "needs docker-compose, which needs no engine to read a file: apt-get install docker-compose");
        var variables = _file.Variables.Select(name => $"{name}=./x");
        await ServerProcess.RunAsync(["env", .. variables, compose, "-f", Path.Combine(Repository.Root, "docker-compose.yml"),
            "--profile", "redis", "--profile", "observability", "config", "--quiet"]);
    }

    [Theory, MemberData(nameof(Services))]
    public void A_service_is_watched_and_limited_and_not_root(string name)
    {
        var service = _file.Services[name];
        Assert.NotEmpty(service.Healthcheck!.Test);
        Assert.All(["cpus", "memory"], limit => Assert.Contains(limit, service.Deploy!.Resources["limits"]));
        Assert.Equal(["ALL"], service.CapDrop);
        var user = service.Build is null ? service.User : UserOfImage().Match(Dockerfile()).Groups[1].Value;
        Assert.False(string.IsNullOrEmpty(user) || user is "root" or "0", $"{name} runs as '{user}'");
    }

    [Theory, MemberData(nameof(Services))]
    public void What_a_service_builds_on_is_there(string name)
    {
        var service = _file.Services[name];
        Assert.All(service.DependsOn.Keys, other => Assert.Contains(other, _file.Services));
        foreach (var source in service.Volumes.Select(volume => volume.Split(':')[0]).Where(source => !source.StartsWith('$')))
            Assert.True(
                source.StartsWith("./", StringComparison.Ordinal)
                    ? Path.Exists(Path.Combine(Repository.Root, source))
                    : _file.Volumes.ContainsKey(source), $"{source} is not there");
    }

    [Fact]
    public void It_asks_for_what_the_example_lists_and_holds_no_secret()
    {
        var example = File.ReadAllText(Path.Combine(Repository.Root, "deploy/example.env"));
        Assert.All(_file.Variables, variable => Assert.Matches($"(?m)^#?{variable}=", example));
        var secrets = _file.Services.Values.SelectMany(service => service.Environment)
            .Where(each => SecretName().IsMatch(each.Key)).ToList();
        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret => Assert.StartsWith("${", secret.Value, StringComparison.Ordinal));
    }

    private static string Dockerfile() => File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

    [GeneratedRegex(@"(?m)^USER (\S+)")]
    private static partial Regex UserOfImage();

    [GeneratedRegex("(?i)password|secret|hash|connectionstring")]
    private static partial Regex SecretName();
}
