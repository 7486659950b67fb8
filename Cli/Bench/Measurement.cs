namespace NeuralDA.Cli.Bench;

/// <summary>How long work takes: processor time of the thread that does it, the median of twenty samples.</summary>
internal static class Measurement
{
    private const int Samples = 20;

    // A sample is long against the clock's grain and short against the machine's moods.
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(4);

    // The runtime compiles anew what has run for a while; until then it is slower.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Seconds that one call takes.</summary>
    /// <param name="work">The work; called many times.</param>
    public static double Seconds(Action work)
    {
        var begin = ThreadClock.Now();
        var calls = 0;
        for (; ThreadClock.Now() - begin < WarmUp; calls++) work();
        // Compiled code arrives from a thread in the background.
        Thread.Sleep(WarmUp / 4);

        calls = Math.Max(1, (int)(calls * (Sample / WarmUp)));
        var samples = new double[Samples];
        for (var i = 0; i < Samples; i++) samples[i] = TimeOf(work, calls) / calls;
        Array.Sort(samples);
        return samples[Samples / 2];
    }

    /// <summary>Bytes that one call allocates on the managed heap, once it has run before.</summary>
    public static long AllocatedBytes(Action work)
    {
        work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double TimeOf(Action work, int calls)
    {
        var begin = ThreadClock.Now();
        for (var i = 0; i < calls; i++) work();
        return (ThreadClock.Now() - begin).TotalSeconds;
    }
}
