using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Observability;

namespace NeuralDA.Grains.Priors;

/// <summary>
/// The silo's numerics: dedicated threads take windows of all tracks from one bounded queue and compute those that share a
/// prior together. Grain turns and the thread pool never compute, so the silo answers while it works at full load.
/// </summary>
internal sealed class InferenceBatcher : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly InferenceOptions _options;
    private readonly WindowKernelFactory _kernels;
    private readonly Channel<IWork> _queue;
    private Task _warmUp = Task.CompletedTask;

    public InferenceBatcher(IOptions<InferenceOptions> options, WindowKernelFactory kernels)
    {
        _options = options.Value;
        _kernels = kernels;
        _queue = Channel.CreateBounded<IWork>(_options.QueueCapacity);
    }

    /// <summary>Assimilates one window, together with what else is waiting for the same prior.</summary>
    public async Task<WindowEstimate> AssimilateAsync(Prior prior, WindowProblem problem)
    {
        var work = new WindowWork(prior, problem);
        await EnqueueAsync(work);
        return await work.Completion.Task;
    }

    /// <summary>Computes something else on an inference thread.</summary>
    public async Task<T> RunAsync<T>(Func<T> compute)
    {
        var work = new SingleWork<T>(compute);
        await EnqueueAsync(work);
        return await work.Completion.Task;
    }

    /// <summary>Starts before the first grain, has the kernels compiled before the silo joins, and stops after the last grain.</summary>
    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(nameof(InferenceBatcher), ServiceLifecycleStage.RuntimeServices, StartAsync, StopAsync);
        observer.Subscribe(nameof(KernelWarmUp), ServiceLifecycleStage.BecomeActive - 1, cancellation => _warmUp.WaitAsync(cancellation));
    }

    internal Task StartAsync(CancellationToken cancellationToken)
    {
        _warmUp = Task.Factory.StartNew(KernelWarmUp.Run, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var i = 0; i < _options.Threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"inference {i}" }.Start();
        return Task.CompletedTask;
    }

    internal Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return Task.CompletedTask;
    }

    private async ValueTask EnqueueAsync(IWork work)
    {
        try
        {
            await _queue.Writer.WriteAsync(work);
            ServiceMetrics.Queued();
        }
        catch (ChannelClosedException)
        {
            // The caller tries again, and finds the track on another silo.
            throw new SiloUnavailableException("The silo is stopping.");
        }
    }

    private void Work()
    {
        var kernelOf = new KernelsOfThread(_kernels);
        var batch = new List<WindowWork>(_options.MaximumBatch);
        // A thread of our own may block; it is what it is for.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Collect(batch);
            foreach (var sharing in batch.GroupBy(work => work.Prior)) Compute(kernelOf.Get(sharing.Key), [.. sharing]);
            batch.Clear();
        }
    }

    private void Collect(List<WindowWork> batch)
    {
        var begin = Stopwatch.GetTimestamp();
        do
        {
            while (batch.Count < _options.MaximumBatch && _queue.Reader.TryRead(out var work))
            {
                ServiceMetrics.Taken();
                if (work is WindowWork window) batch.Add(window);
                else work.Run();
            }
            if (batch.Count == 0 || batch.Count == _options.MaximumBatch) return;
            Thread.Yield();
        }
        while (Stopwatch.GetElapsedTime(begin) < _options.MaximumDelay);
    }

    private static void Compute(WindowKernel kernel, List<WindowWork> works)
    {
        try
        {
            ServiceMetrics.Computing(works.Count);
            var estimates = kernel(works.ConvertAll(work => work.Problem));
            for (var i = 0; i < works.Count; i++) works[i].Completion.SetResult(estimates[i]);
        }
        catch (Exception) when (works.Count > 1)
        {
            // One window must not take those of other tracks with it.
            foreach (var work in works) Compute(kernel, [work]);
        }
        catch (Exception exception)
        {
            // The library reports data as values; an exception is a defect. The track learns of it, the thread lives on.
            works[0].Completion.SetException(exception);
        }
    }

    private interface IWork
    {
        void Run();
    }

    private sealed class WindowWork(Prior prior, WindowProblem problem) : IWork
    {
        public Prior Prior => prior;

        public WindowProblem Problem => problem;

        public TaskCompletionSource<WindowEstimate> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run() => throw new UnreachableException("windows are computed in batches");
    }

    private sealed class SingleWork<T>(Func<T> compute) : IWork
    {
        public TaskCompletionSource<T> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run()
        {
            try
            {
                Completion.SetResult(compute());
            }
            catch (Exception exception)
            {
                Completion.SetException(exception);
            }
        }
    }
}
