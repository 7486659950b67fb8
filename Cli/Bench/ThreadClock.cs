using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NeuralDA.Cli.Bench;

/// <summary>Processor time of the calling thread, which other work on the machine does not lengthen.</summary>
internal static class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of Linux, see clock_gettime(2).
    private const int ThreadProcessorTime = 3;

    /// <summary>The thread's processor time so far; on other systems than Linux, wall-clock time.</summary>
    public static TimeSpan Now()
    {
        if (!OperatingSystem.IsLinux() || GetTime(ThreadProcessorTime, out var time) != 0)
            return TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1e3);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
