using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// Executes the writes of all grains on one thread, as many as are waiting in one transaction, then releases those who wait: a
/// disk that needs milliseconds for a commit still takes thousands of writes per second.
/// </summary>
internal sealed class GroupCommitWriter : IDisposable
{
    private const int MostPerCommit = 2000;
    private readonly SqliteConnection _connection;
    private readonly Channel<Write> _queue = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _thread;

    /// <summary>Takes over the connection.</summary>
    public GroupCommitWriter(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        _thread.Start();
    }

    public Task<T> EnqueueAsync<T>(Func<SqliteConnection, T> execute)
    {
        var write = new Write<T>(execute);
        return _queue.Writer.TryWrite(write)
            ? write.Completion
            : throw new SiloUnavailableException("The silo is stopping.");
    }

    /// <summary>Writes what is queued and closes the connection.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
    }

    private void Run()
    {
        var group = new List<Write>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MostPerCommit && _queue.Reader.TryRead(out var write)) group.Add(write);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Write> group)
    {
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var write in group) write.Execute(_connection);
            transaction.Commit();
        }
        catch (SqliteException exception)
        {
            // The transaction is rolled back: nobody's write happened, and everybody is told.
            var failure = SqliteErrors.ToStorageFailed(exception);
            foreach (var write in group) write.Fail(failure);
            return;
        }
        foreach (var write in group) write.Succeed();
    }

    private abstract class Write
    {
        public abstract void Execute(SqliteConnection connection);

        public abstract void Succeed();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<SqliteConnection, T> execute) : Write
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Completion => _completion.Task;

        public override void Execute(SqliteConnection connection) => _result = execute(connection);

        public override void Succeed() => _completion.SetResult(_result!);

        public override void Fail(Exception exception) => _completion.SetException(exception);
    }
}
