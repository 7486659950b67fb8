using System.Threading.Channels;
using NeuralDA.Grains.Interfaces;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// Hands the writes of all grains, as many as are waiting, to a thread that commits them in one transaction, then releases those
/// who wait: a store that needs milliseconds for a commit still takes thousands of writes per second.
/// </summary>
internal sealed class GroupCommitWriter<T> : IDisposable
{
    private const int MostPerCommit = 512;
    private readonly Func<IReadOnlyList<T>, long?[]> _commit;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>();
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many commits run side by side.</param>
    /// <param name="commit">
    /// Executes writes in one transaction and returns what each of them made. It throws <see cref="StorageFailedException"/> when
    /// none was kept, and <see cref="StorageUnavailableException"/> when that is not known.
    /// </param>
    public GroupCommitWriter(int threads, Func<IReadOnlyList<T>, long?[]> commit)
    {
        _commit = commit;
        _threads = [.. Enumerable.Range(1, threads)
            .Select(i => new Thread(Run) { IsBackground = true, Name = $"store writer {i}" })];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>Queues a write.</summary>
    /// <returns>What the write made, once it is durable.</returns>
    public Task<long?> WriteAsync(T write)
    {
        var waiting = new Waiting(write, new TaskCompletionSource<long?>(TaskCreationOptions.RunContinuationsAsynchronously));
        return _queue.Writer.TryWrite(waiting)
            ? waiting.Done.Task
            : throw new StorageUnavailableException("The silo is stopping; nothing of the call was kept. Send it again.");
    }

    /// <summary>Writes what is queued and ends the threads.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        foreach (var thread in _threads) thread.Join();
    }

    private void Run()
    {
        var group = new List<Waiting>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MostPerCommit && _queue.Reader.TryRead(out var waiting)) group.Add(waiting);
            if (group.Count > 0) Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Waiting> group)
    {
        try
        {
            var made = _commit([.. group.Select(waiting => waiting.Write)]);
            for (var i = 0; i < made.Length; i++) group[i].Done.SetResult(made[i]);
        }
        catch (StorageFailedException) when (group.Count > 1)
        {
            // One write that the store refuses must not take the others with it.
            foreach (var single in group) Commit([single]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Done.SetException(failure);
        }
    }

    private readonly record struct Waiting(T Write, TaskCompletionSource<long?> Done);
}
