using System.Threading.Channels;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Client;

/// <summary>
/// Sends observations to one track: numbers and buffers them, packs them into batches, repeats a batch with the same numbers
/// until it is acknowledged. Thread-safe. Observations keep the order in which <see cref="WriteAsync"/> was called.
/// </summary>
public sealed class ObservationWriter : IAsyncDisposable
{
    private readonly IWindowGrain _window;
    private readonly string _writerId;
    private readonly WriterOptions _options;
    private readonly RetryPolicy _retry;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private readonly Channel<Entry> _buffer;
    private readonly CancellationTokenSource _givingUp = new();
    private readonly Task _sending;
    private long _nextSequence;

    internal ObservationWriter(
        IWindowGrain window, string writerId, WriterOptions options, RetryPolicy retry, TimeSpan patience, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(writerId);
        RequireShort(writerId, nameof(writerId));
        Require(options.FirstSequence >= 0, $"FirstSequence is {options.FirstSequence}; expected at least 0.");
        Require(options.BatchSize is >= 1 and <= ObservationBatch.MaximumCount,
            $"BatchSize is {options.BatchSize}; expected 1..{ObservationBatch.MaximumCount}.");
        Require(options.Capacity >= 1, $"Capacity is {options.Capacity}; expected at least 1.");
        Require(options.Linger >= TimeSpan.Zero, $"Linger is {options.Linger}; expected zero or more.");
        (_window, _writerId, _options, _retry, _patience, _clock) = (window, writerId, options, retry, patience, clock);
        _nextSequence = options.FirstSequence;
        _buffer = Channel.CreateBounded<Entry>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _sending = Task.Run(SendAsync);

        static void Require(bool fulfilled, string message)
        {
            if (!fulfilled) throw new ArgumentException(message, nameof(options));
        }
    }

    /// <summary>Hands over one observation; waits while the buffer is full. Safe once <see cref="FlushAsync"/> returns.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="cancellationToken">Gives up waiting; the observation is then not written.</param>
    /// <exception cref="ArgumentException">The component's name is too long to be one.</exception>
    /// <exception cref="Grains.Interfaces.NeuralDAException">
    /// The service refused an earlier batch as a whole; the writer has stopped.
    /// </exception>
    public ValueTask WriteAsync(Observation observation, CancellationToken cancellationToken = default)
    {
        RequireShort(observation.Component, nameof(observation));
        return EnqueueAsync(new Entry(observation, Flushed: null), cancellationToken);
    }

    /// <summary>Waits until everything written so far is acknowledged.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="Grains.Interfaces.NeuralDAException">
    /// The service refused a batch as a whole; the writer has stopped.
    /// </exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(new Entry(default, flushed), cancellationToken).ConfigureAwait(false);
        var first = await Task.WhenAny(flushed.Task, _sending).WaitAsync(cancellationToken).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <summary>Sends what is buffered, waits for the acknowledgement and closes the writer.</summary>
    /// <param name="cancellationToken">
    /// Gives up: of what is not acknowledged by then, the service may have received the first batch.
    /// </param>
    /// <exception cref="Grains.Interfaces.NeuralDAException">The service refused a batch as a whole.</exception>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _buffer.Writer.TryComplete();
        var registration = cancellationToken.UnsafeRegister(givingUp => ((CancellationTokenSource)givingUp!).Cancel(), _givingUp);
        await using (registration.ConfigureAwait(false)) await _sending.ConfigureAwait(false);
    }

    /// <summary>Closes the writer, however long the last acknowledgement takes.</summary>
    /// <exception cref="Grains.Interfaces.NeuralDAException">The service refused a batch as a whole.</exception>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_givingUp.IsCancellationRequested)
        {
            // Its caller knows: a cancelled close came before.
        }
        _givingUp.Dispose();
    }

    private static void RequireShort(string? name, string parameter)
    {
        if (name?.Length > ObservationBatch.LongestName)
            throw new ArgumentException(
                $"A name of {name.Length} characters; expected at most {ObservationBatch.LongestName}.", parameter);
    }

    private async ValueTask EnqueueAsync(Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            await _buffer.Writer.WriteAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            if (closed.InnerException is { } reason) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(reason);
            throw new ObjectDisposedException(nameof(ObservationWriter));
        }
    }

    private async Task SendAsync()
    {
        var batch = new List<Observation>(_options.BatchSize);
        try
        {
            while (await _buffer.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                var flushed = await FillAsync(batch).ConfigureAwait(false);
                if (batch.Count > 0) await SendAsync([.. batch]).ConfigureAwait(false);
                batch.Clear();
                flushed?.SetResult();
            }
        }
        catch (Exception exception)
        {
            _buffer.Writer.TryComplete(exception);
            throw;
        }
    }

    /// <summary>Takes observations until the batch is full, the linger is over or a flush is met, which is returned.</summary>
    private async ValueTask<TaskCompletionSource?> FillAsync(List<Observation> batch)
    {
        using var linger = new CancellationTokenSource(_options.Linger, _clock);
        while (batch.Count < _options.BatchSize)
        {
            if (!_buffer.Reader.TryRead(out var entry))
            {
                if (!await MoreAsync(linger.Token).ConfigureAwait(false)) break;
                continue;
            }
            if (entry.Flushed is not null) return entry.Flushed;
            batch.Add(entry.Observation);
        }
        return null;
    }

    private async ValueTask<bool> MoreAsync(CancellationToken lingerIsOver)
    {
        var more = _buffer.Reader.WaitToReadAsync(lingerIsOver).AsTask();
        await ((Task)more).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return more.IsCompletedSuccessfully && await more.ConfigureAwait(false);
    }

    private async Task SendAsync(Observation[] observations)
    {
        var batch = new ObservationBatch(_writerId, _nextSequence, observations);
        var receipt = await _retry.RunAsync(() => _window.IngestAsync(batch), _givingUp.Token, _patience).ConfigureAwait(false);
        _nextSequence += observations.Length;
        _options.OnReceipt?.Invoke(receipt);
    }

    /// <summary>An observation, or the place in the queue up to which someone waits.</summary>
    private readonly record struct Entry(Observation Observation, TaskCompletionSource? Flushed);
}
