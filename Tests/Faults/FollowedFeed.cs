using System.Threading.Channels;
using NeuralDA.Client;

namespace NeuralDA.Tests.Faults;

/// <summary>A feed of a track that is read from its beginning for as long as a run lasts.</summary>
internal sealed class FollowedFeed
{
    private readonly Channel<long> _seen = Channel.CreateUnbounded<long>();

    private FollowedFeed(NeuralDAClient client, string track, CancellationToken enough) => Ended = ReadAsync(client, track, enough);

    /// <summary>Ends when the feed was told that it is enough.</summary>
    public Task Ended { get; }

    public static FollowedFeed Open(NeuralDAClient client, string track, CancellationToken enough) => new(client, track, enough);

    /// <summary>Requires that the feed brings 1, 2, 3, ... without gap or repetition.</summary>
    public async Task RequireAllAsync(int count, CancellationToken cancellationToken)
    {
        for (var expected = 1L; expected <= count; expected++)
            Assert.Equal(expected, await _seen.Reader.ReadAsync(cancellationToken));
        Assert.False(_seen.Reader.TryPeek(out _));
    }

    private async Task ReadAsync(NeuralDAClient client, string track, CancellationToken enough)
    {
        try
        {
            await foreach (var analysis in client.Analyses(track).WithCancellation(enough)) _seen.Writer.TryWrite(analysis.Sequence);
        }
        catch (OperationCanceledException)
        {
            // How a feed ends.
        }
    }
}
