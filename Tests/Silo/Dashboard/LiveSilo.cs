using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Api;
using NeuralDA.Tests.Grains.Training;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Dashboard;

/// <summary>A silo with what an operator would see: simulated tracks under the shipped prior, and training runs.</summary>
public sealed class LiveSilo : IAsyncLifetime
{
    /// <summary>The track that has a gross error and a late observation.</summary>
    internal const string Troubled = "buoy 7";

    private const string Prior = "lorenz63";
    private const int Steps = 320, GrossError = 65, Late = 60;

    internal HttpSilo Silo { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var prior = Path.Combine(Repository.Root, "priors", "lorenz63.safetensors");
        Silo = await HttpSilo.StartAsync(new HttpOptions { Development = true }, await File.ReadAllBytesAsync(prior, Cancel));
        await using var client = Silo.Client();
        await TrainAsync(client);
        string[] names = [Troubled, "glider north", "glider south", "mooring A-12"];
        foreach (var (name, track) in names.Zip(TrackSampler.TestTracks(
            TestSettings.Lorenz63, new RandomSchedule(0.25), names.Length, Steps, seed: 8)))
            await StreamAsync(client, name, [.. track.Observations.Select(each => new Observation(
                each.Step * TestSettings.Lorenz63.Model.TimeStep, "u1", each.Value, each.ErrorStandardDeviation))]);
        await client.CreateTrackAsync("mooring B-1", new TrackOptions { PriorName = Prior }, Cancel);
    }

    public async ValueTask DisposeAsync() => await Silo.DisposeAsync();

    private static async Task StreamAsync(NeuralDAClient client, string name, Observation[] observations)
    {
        await client.CreateTrackAsync(name, new TrackOptions { PriorName = Prior }, Cancel);
        await using var writer = client.OpenWriter(name, "logger", new WriterOptions { BatchSize = 8 });
        var late = observations[Late];
        foreach (var (i, observation) in observations.Index())
        {
            if (name == Troubled && i == GrossError) await writer.WriteAsync(observation with { Value = 60 }, Cancel);
            else if (name != Troubled || i != Late) await writer.WriteAsync(observation, Cancel);
            if (name == Troubled && i == Late + 7) await writer.WriteAsync(late, Cancel);
        }
        await writer.FlushAsync(Cancel);
    }

    /// <summary>Two versions of a prior, and a run that is paused.</summary>
    private static async Task TrainAsync(NeuralDAClient client)
    {
        var options = TrainingCluster.Options with { Steps = 60 };
        foreach (var (run, seed) in new[] { ("first", 7UL), ("second", 8UL) })
        {
            await client.Training.StartAsync(run, options with { Seed = seed }, Cancel);
            while ((await client.Training.StatusAsync(run, Cancel)).Phase != TrainingRunPhase.Finished) await Task.Delay(20, Cancel);
        }
        await client.Training.StartAsync("third", options with { Steps = 100_000 }, Cancel);
        while ((await client.Training.StatusAsync("third", Cancel)).Step < 20) await Task.Delay(20, Cancel);
        await client.Training.PauseAsync("third", Cancel);
    }
}
