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

    /// <summary>Keeps what a fault did.</summary>
    public void Add(FaultEffect effect) => Append("senders",
        [$"{effect.Begin:HH:mm:ss.fff} {effect.Fault}: {effect.Outage.TotalSeconds:0.000} s", .. effect.Errors.Select(error => $"{error}")]);

    private void Append(string name, IEnumerable<string> lines)
    {
        if (_folder is null) return;
        Directory.CreateDirectory(_folder);
        File.AppendAllLines(Path.Combine(_folder, $"{kind}-{seed}-{name}.log"), lines);
    }
}
