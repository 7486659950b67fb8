using System.Runtime.CompilerServices;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Client;

/// <summary>
/// Analyses of one track in order of <see cref="Analysis.Sequence"/>, without gap or repetition: past ones first, then each
/// new one as it is published. When a silo is lost the feed opens again where it stood. It ends by cancellation only.
/// </summary>
public sealed class AnalysisFeed : IAsyncEnumerable<Analysis>
{
    private const int AnalysesPerMessage = 32;

    private readonly IWindowGrain _window;
    private readonly long _fromSequence;
    private readonly RetryPolicy _retry;

    internal AnalysisFeed(IWindowGrain window, long fromSequence, RetryPolicy retry)
    {
        _window = window;
        _fromSequence = Math.Max(1, fromSequence);
        _retry = retry;
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<Analysis> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        RunAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);

    private async IAsyncEnumerable<Analysis> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = _fromSequence;
        var attempts = _retry.BeginEndless();
        while (true)
        {
            var source = _window.AnalysesAsync(next, cancellationToken).WithBatchSize(AnalysesPerMessage)
                .GetAsyncEnumerator(cancellationToken);
            await using (source.ConfigureAwait(false))
            {
                while (await MoveNextAsync(source).ConfigureAwait(false))
                {
                    attempts = _retry.BeginEndless();
                    next = source.Current.Sequence + 1;
                    yield return source.Current;
                }
            }
            await attempts.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>False when the source broke and another must be opened.</returns>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Analysis> source)
    {
        try
        {
            return await source.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EnumerationAbortedException || RetryPolicy.IsTransient(exception))
        {
            return false;
        }
    }
}
