using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using NeuralDA.Grains.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>
/// The law the service rests on: however a stream arrives, its final analyses are those of the same observations sent once and in
/// order, and every observation has exactly one fate.
/// </summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    /// <summary>How many schedules are drawn. Default: 300.</summary>
    private const string Iterations = "NEURALDA_SCHEDULES";

    private static readonly CachedPrior Prior = new(TestPriors.Pendulum, Version: 1);

    private readonly InferenceBatcher _batcher = new(
        Options.Create(new InferenceOptions { Threads = 1, MaximumDelay = TimeSpan.Zero }), prior => new WindowAssimilator(prior).Assimilate);

    public async ValueTask InitializeAsync() => await _batcher.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync() => await _batcher.StopAsync(CancellationToken.None);

    [Fact]
    public async Task Final_analyses_do_not_depend_on_how_the_observations_arrived() => await Schedules.SampleAsync(async schedule =>
    {
        var disturbed = await RunAsync(schedule.Options, schedule.Deliveries);
        var straight = await RunAsync(schedule.Options, disturbed.Fresh.Order().Select(Alone));
        Assert.Empty(straight.Refused);
        Assert.Equal(straight.Describe(), disturbed.Describe());
    }, iter: Count);

    [Fact]
    public async Task Every_observation_has_exactly_one_fate() => await Schedules.SampleAsync(async schedule =>
    {
        var run = await RunAsync(schedule.Options, schedule.Deliveries);
        var sent = schedule.Deliveries.SelectMany(batch =>
            batch.Observations.Select((_, i) => (batch.WriterId, batch.FirstSequence + i))).Distinct().ToList();
        var fates = run.Fresh.Select(held => (held.WriterId, held.Sequence)).Concat(run.Refused).ToList();
        Assert.Equal(sent.Order(), fates.Order());

        var status = StatusMapping.ToStatus("t", run.State);
        Assert.Equal(sent.Count, status.Accepted + status.Refused.Values.Sum());
        Assert.Equal(schedule.Deliveries.Sum(batch => batch.Observations.Length) - sent.Count, status.Duplicates);

        foreach (var held in run.Fresh)
        {
            var containing = run.Final.Where(entry => Holds(run.State.Track!.Grid, entry.Key, held.Step)).ToList();
            Assert.NotEmpty(containing);
            Assert.All(containing, entry => Assert.Single(entry.Value.Observations, judged =>
                (judged.Held.WriterId, judged.Held.Sequence) == (held.WriterId, held.Sequence)));
        }
        var verdicts = run.Final.Values.SelectMany(analysis => analysis.Observations).GroupBy(
            judged => (judged.Held.WriterId, judged.Held.Sequence), (_, judged) => judged.Last().Verdict).ToList();
        Assert.Equal(status.Accepted, verdicts.Count(verdict => verdict.Refused is null));
        Assert.All(verdicts, verdict => Assert.Equal(verdict.Refused is null, verdict.Weight > 0));
    }, iter: Count);

    private static Gen<Schedule> Schedules { get; } =
        Schedule.Any(Prior.Prior.Description.TimeStep, Prior.Prior.Description.Components);

    private static long Count => long.Parse(Environment.GetEnvironmentVariable(Iterations) ?? "300", CultureInfo.InvariantCulture);

    private static bool Holds(WindowGrid grid, long window, double step) => grid.BeginOf(window) <= step && step < grid.EndOf(window);

    private static ObservationBatch Alone(HeldObservation held) => new(held.WriterId, held.Sequence, [held.Raw]);

    private async Task<TrackRun> RunAsync(TrackOptions options, IEnumerable<ObservationBatch> batches)
    {
        var run = new TrackRun(_batcher, Prior, options);
        foreach (var batch in batches) await run.IngestAsync(batch);
        return run;
    }
}
