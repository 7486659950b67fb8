using System.Diagnostics;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Faults;

/// <summary>Keeps what the processes of a run print, and what came back to those who sent, in the folder that FAULT_LOGS names.</summary>
internal sealed class FaultLog(StoreKind kind, int seed)
{
    private readonly string? _folder = Environment.GetEnvironmentVariable("FAULT_LOGS");
    private int _silos;

    /// <summary>Keeps what a silo printed.</summary>
    public void Add(SiloProcess silo) =>
        Append($"silo{Interlocked.Increment(ref _silos)}-{silo.Gateway.Split(':')[^1]}", silo.Printed);

    /// <summary>Keeps what a fault did, and which batches were sent again.</summary>
    /// <param name="effect">What it did.</param>
    /// <param name="begin">When it began, as <see cref="Stopwatch"/> tells time.</param>
    /// <param name="hit">The batches that were on their way.</param>
    public void Add(FaultEffect effect, long begin, IReadOnlyList<TrackSender.Sent> hit) => Append("senders",
    [
        $"{effect.Begin:HH:mm:ss.fff} {effect.Fault}: {effect.Outage.TotalSeconds:0.000} s",
        .. hit.Where(each => each.Attempts > 1).Select(each =>
            $"{each.Track} sent {each.Attempts} times, {Seconds(begin, each.Begin)} to {Seconds(begin, each.End)} s after it"),
        .. effect.Errors.Select(error => $"{error}"),
    ]);

    private static string Seconds(long begin, long end) => $"{Stopwatch.GetElapsedTime(begin, end).TotalSeconds:0.000}";

    private void Append(string name, IEnumerable<string> lines)
    {
        if (_folder is null) return;
        Directory.CreateDirectory(_folder);
        File.AppendAllLines(Path.Combine(_folder, $"{kind}-{seed}-{name}.log"), lines);
    }
}
