using System.Diagnostics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.Statistics;
using NeuralDA.Assimilation.Training;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Training;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// What training on a cluster costs at its default size: the way over grains beside the loop in one process, two silos of one processor
/// each beside one, and what those wait who assimilate meanwhile. What is compared takes turns.
/// </summary>
internal static class TrainingSuite
{
    private const int Rounds = 3, FirstStep = 20, LastStep = 100;
    private const double LargestOverhead = 1.1, LeastSpeedUp = 1.7, LargestSlowDown = 2;

    private static readonly TrainingRunOptions Run = new()
    {
        PriorName = "bench", Setting = BenchmarkSilo.Setting, ClimatologyWindows = 2000, ValidationWindows = 400, Promote = false,
    };

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var figure in TrainingStepSuite.Run()) yield return figure;
        foreach (var figure in await OverheadAsync(cancellationToken)) yield return figure;
        if (Environment.ProcessorCount > 1)
            foreach (var figure in await SpeedUpAsync(cancellationToken)) yield return figure;
        foreach (var figure in await LatencyAsync(cancellationToken)) yield return figure;
    }

    private static async Task<BenchmarkFigure[]> OverheadAsync(CancellationToken cancellationToken)
    {
        // Alone on the silo, training has no reason to stand back.
        await using var silo = await BenchmarkSilo.StartAsync(
            options => options with { Training = new TrainingOptions { Niceness = 0 } }, cancellationToken);
        var (here, there) = (new List<StepCost>(), new List<StepCost>());
        for (var round = 0; round < Rounds; round++)
        {
            here.Add(InOneProcess());
            there.Add(await OnClusterAsync(silo.Client, $"overhead-{round}", Run, cancellationToken));
        }
        return
        [
            BenchmarkFigure.Against(
                "step on a silo, beside one process: processor time", Median(there, cost => cost.Processor), "ms",
                Median(here, cost => cost.Processor), 1 / LargestOverhead),
            BenchmarkFigure.Against(
                "step on a silo, beside one process", Median(there, cost => cost.Clock), "ms",
                Median(here, cost => cost.Clock), 1 / LargestOverhead),
        ];
    }

    private static async Task<BenchmarkFigure[]> SpeedUpAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await using var first = await ChildSilo.StartAsync(folder.Path, processor: 0, cancellationToken);
        await using var second = await ChildSilo.StartAsync(folder.Path, processor: 1, cancellationToken);
        await using var client = await NeuralDAClient.ConnectAsync(new ClientOptions { Gateways = [first.Gateway] }, cancellationToken);
        var (one, two) = (new List<StepCost>(), new List<StepCost>());
        for (var round = 0; round < Rounds; round++)
        {
            one.Add(await OnClusterAsync(client, $"one-{round}", Run with { Workers = 1 }, cancellationToken));
            two.Add(await OnClusterAsync(client, $"two-{round}", Run, cancellationToken));
        }
        return
        [
            BenchmarkFigure.Against(
                "step on two silos of a processor each, beside one", Median(two, cost => cost.Clock), "ms",
                Median(one, cost => cost.Clock), LeastSpeedUp),
        ];
    }

    private static async Task<BenchmarkFigure[]> LatencyAsync(CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(options => options, cancellationToken);
        var writers = await PacedWriters.StartAsync(silo.Client, cancellationToken);
        await silo.Client.Training.StartAsync("beside", Run, cancellationToken);
        await silo.Client.Training.PauseAsync("beside", cancellationToken);
        var (idle, training) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            idle.AddRange(await writers.LatenciesAsync(cancellationToken));
            await silo.Client.Training.ResumeAsync("beside", cancellationToken);
            await UntilAsync(silo.Client, "beside", status => status.WindowsPerSecond > 0, cancellationToken);
            training.AddRange(await writers.LatenciesAsync(cancellationToken));
            await silo.Client.Training.PauseAsync("beside", cancellationToken);
        }
        await silo.Client.Training.CancelAsync("beside", cancellationToken);
        return
        [
            BenchmarkFigure.Against(
                "write to analysis while the silo trains, p99", training.Percentile(99), "ms", idle.Percentile(99), 1 / LargestSlowDown),
        ];
    }

    private static StepCost InOneProcess()
    {
        using var enough = new CancellationTokenSource();
        var meter = new StepMeter();
        var trainer = new Trainer(TrainingMapping.ToPlan(Run));
        try
        {
            trainer.Run(Run.PriorName, new Dictionary<string, string>(), Environment.ProcessorCount,
                progress: new Reports(progress => { if (meter.Reach(progress.Step)) enough.Cancel(); }), cancellationToken: enough.Token);
        }
        catch (OperationCanceledException)
        {
            // As wanted: the rest of the run is not measured.
        }
        return meter.Cost;
    }

    private static async Task<StepCost> OnClusterAsync(
        NeuralDAClient client, string run, TrainingRunOptions options, CancellationToken cancellationToken)
    {
        var meter = new StepMeter();
        await client.Training.StartAsync(run, options, cancellationToken);
        await UntilAsync(client, run, status => meter.Reach(status.Step), cancellationToken);
        await client.Training.CancelAsync(run, cancellationToken);
        return meter.Cost;
    }

    private static async Task UntilAsync(
        NeuralDAClient client, string run, Predicate<TrainingRunStatus> isReached, CancellationToken cancellationToken)
    {
        while (await client.Training.StatusAsync(run, cancellationToken) is var status && !isReached(status))
        {
            if (status.Phase == TrainingRunPhase.Failed) throw new InvalidOperationException($"run {run} failed: {status.Problem}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    private static double Median(List<StepCost> costs, Func<StepCost, double> of) => costs.Select(of).Median();

    /// <summary>What a step takes, in ms.</summary>
    private sealed record StepCost(double Clock, double Processor);

    /// <summary>Measures from one step to another of a run whose steps are seen now and then.</summary>
    private sealed class StepMeter
    {
        private (int Step, long Clock, TimeSpan Processor)? _begin;

        public StepCost Cost { get; private set; } = new(0, 0);

        /// <summary>Notes how far the run is; true once it is far enough.</summary>
        public bool Reach(int step)
        {
            if (_begin is null && step >= FirstStep) _begin = (step, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            if (step < LastStep || _begin is not { } begin) return false;
            var steps = step - begin.Step;
            Cost = new(
                Stopwatch.GetElapsedTime(begin.Clock).TotalMilliseconds / steps,
                (Environment.CpuUsage.TotalTime - begin.Processor).TotalMilliseconds / steps);
            return true;
        }
    }

    // System.Progress would report from other threads, too late.
    private sealed class Reports(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
