using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Grains.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Priors;

public class InferenceBatcherTests
{
    private readonly ConcurrentBag<(Prior Prior, int Count, string? Thread)> _batches = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Windows_that_wait_are_computed_together_by_prior_and_each_gets_its_own_estimate()
    {
        var batcher = Create(maximumBatch: 256);
        var (one, other) = (TestPriors.Lorenz63, TestPriors.SharedNetworks);
        // Queued before any thread runs, so that what is together is certain.
        var waiting = Enumerable.Range(0, 100).Select(i => batcher.AssimilateAsync(i % 4 == 0 ? other : one, Problem(i))).ToList();
        await batcher.StartAsync(Cancel);
        var estimates = await Task.WhenAll(waiting);
        await batcher.StopAsync(Cancel);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (double)i), estimates.Select(estimate => estimate.ChiSquare));
        Assert.Equal([(one, 75), (other, 25)], _batches.Select(batch => (batch.Prior, batch.Count)).OrderByDescending(batch => batch.Count));
        Assert.All(_batches, batch => Assert.Equal("inference 0", batch.Thread));
    }

    [Fact]
    public async Task A_batch_has_a_largest_size()
    {
        var batcher = Create(maximumBatch: 8);
        var waiting = Enumerable.Range(0, 20).Select(i => batcher.AssimilateAsync(TestPriors.Lorenz63, Problem(i))).ToList();
        await batcher.StartAsync(Cancel);
        await Task.WhenAll(waiting);
        await batcher.StopAsync(Cancel);
        Assert.Equal([4, 8, 8], _batches.Select(batch => batch.Count).Order());
    }

    [Fact]
    public async Task A_full_queue_makes_the_next_window_wait()
    {
        var batcher = Create(capacity: 2);
        var waiting = Enumerable.Range(0, 3).Select(i => batcher.AssimilateAsync(TestPriors.Lorenz63, Problem(i))).ToList();
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        await batcher.StartAsync(Cancel);
        Assert.Equal([0.0, 1.0, 2.0], (await Task.WhenAll(waiting)).Select(estimate => estimate.ChiSquare));
        await batcher.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_defect_reaches_the_caller_and_the_thread_lives_on()
    {
        var batcher = Create();
        await batcher.StartAsync(Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => batcher.AssimilateAsync(TestPriors.Lorenz63, Problem(-1)));
        Assert.Equal(7, (await batcher.AssimilateAsync(TestPriors.Lorenz63, Problem(7))).ChiSquare);
        Assert.Equal("inference 0", await batcher.RunAsync(() => Thread.CurrentThread.Name));
        await batcher.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_window_that_cannot_be_computed_fails_alone()
    {
        var batcher = Create();
        var waiting = new[] { 1, -1, 2 }.Select(mark => batcher.AssimilateAsync(TestPriors.Lorenz63, Problem(mark))).ToArray();
        await batcher.StartAsync(Cancel);
        Assert.Equal((1.0, 2.0), ((await waiting[0]).ChiSquare, (await waiting[2]).ChiSquare));
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting[1]);
        await batcher.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_stopped_batcher_sends_callers_to_another_silo()
    {
        var batcher = Create();
        await batcher.StopAsync(Cancel);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => batcher.AssimilateAsync(TestPriors.Lorenz63, Problem(1)));
    }

    private static WindowProblem Problem(int mark) => new([], mark);

    private InferenceBatcher Create(int maximumBatch = 256, int capacity = 1000) =>
        new(Options.Create(new InferenceOptions { Threads = 1, MaximumBatch = maximumBatch, QueueCapacity = capacity }),
            prior => problems => Compute(prior, problems));

    private List<WindowEstimate> Compute(Prior prior, IReadOnlyList<WindowProblem> problems)
    {
        _batches.Add((prior, problems.Count, Thread.CurrentThread.Name));
        if (problems.Any(problem => problem.RefinementSteps < 0)) throw new InvalidOperationException("a defect");
        return [.. problems.Select(problem => new WindowEstimate
        {
            Status = SolveStatus.Succeeded, FirstGuess = [], Mean = [], StandardDeviation = [], Departures = [], CostBefore = 0,
            CostAfter = 0, ChiSquare = problem.RefinementSteps, DegreesOfFreedomForSignal = 0,
        })];
    }
}
