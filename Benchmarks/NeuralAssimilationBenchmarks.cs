using BenchmarkDotNet.Attributes;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Benchmarks;

/// <summary>Neural assimilation of windows that lie in blocks already.</summary>
[MemoryDiagnoser]
public class NeuralAssimilationBenchmarks
{
    private NeuralWindows? _windows;

    /// <summary>The prior: the paper's Algorithm 2 or our default.</summary>
    [Params("lorenz63-paper", "lorenz63")]
    public string Prior { get; set; } = "";

    /// <summary>How many windows at once.</summary>
    [Params(1, 64, 1024)]
    public int Windows { get; set; }

    /// <summary>Simulates the windows.</summary>
    [GlobalSetup]
    public void Load() =>
        _windows = NeuralWindows.Create(PriorFiles.Load(PriorFiles.ShippedAs(Prior)), Windows, withDeviations: true);

    /// <summary>Assimilates them.</summary>
    [Benchmark]
    public void Assimilate() => _windows!.Run();
}
