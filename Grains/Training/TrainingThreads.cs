using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace NeuralDA.Grains.Training;

/// <summary>
/// Threads of the silo's own for training, which stand back behind those that assimilate. Grain turns and the thread pool never
/// compute.
/// </summary>
internal sealed class TrainingThreads(IOptions<TrainingOptions> options) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly Channel<IWork> _queue = Channel.CreateUnbounded<IWork>();

    /// <summary>Computes something on one of the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> compute)
    {
        var work = new Work<T>(compute);
        return _queue.Writer.TryWrite(work) ? work.Completion : throw new SiloUnavailableException("The silo is stopping.");
    }

    /// <summary>Starts before the first grain and stops after the last.</summary>
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(TrainingThreads), ServiceLifecycleStage.RuntimeServices, StartAsync, StopAsync);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < options.Value.Threads; i++)
            new Thread(Run) { IsBackground = true, Name = $"training {i}", Priority = ThreadPriority.BelowNormal }.Start();
        return Task.CompletedTask;
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return Task.CompletedTask;
    }

    private void Run()
    {
        // On Linux .NET ignores thread priorities; the system has a nice value for each thread.
        if (OperatingSystem.IsLinux()) _ = SetPriority(PriorityOfThread, CallingThread, options.Value.Niceness);
        // A thread of our own may block; it is what it is for.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (_queue.Reader.TryRead(out var work)) work.Run();
    }

    private const int PriorityOfThread = 0, CallingThread = 0;

    [DllImport("libc", EntryPoint = "setpriority"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int niceness);

    private interface IWork
    {
        void Run();
    }

    private sealed class Work<T>(Func<T> compute) : IWork
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Completion => _completion.Task;

        public void Run()
        {
            try
            {
                _completion.SetResult(compute());
            }
            catch (Exception exception)
            {
                _completion.SetException(exception);
            }
        }
    }
}
