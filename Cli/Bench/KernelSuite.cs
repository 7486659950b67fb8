using NeuralDA.Assimilation.Lanes;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Cli.Bench;

/// <summary>Neural assimilation of windows on one core, beside the core's measured peak.</summary>
internal static class KernelSuite
{
    // Algorithm 2 whole, as the paper has it, and the prior that is the default, with standard deviations.
    private const string Paper = "lorenz63-paper";
    private const string Default = "lorenz63";

    /// <summary>Measures.</summary>
    public static IEnumerable<BenchmarkFigure> Run()
    {
        var peak = MachinePeak.Float32Flops(MachineVectors.Bits) / 1e9;
        var wide = MachineVectors.Bits == 512;
        yield return BenchmarkFigure.Alone($"fp32 multiply-adds, {MachineVectors.Bits} bits", peak, "Gflop/s");
        foreach (var figure in Figures(Paper, windows: 64, peak, partOfPeak: wide ? 0.8 : 0.65)) yield return figure;
        foreach (var figure in Figures(Paper, windows: 1024, peak, partOfPeak: wide ? 0.75 : 0.6)) yield return figure;
        foreach (var figure in Figures(Paper, windows: 1, peak, microseconds: 20)) yield return figure;
        foreach (var figure in Figures(Default, windows: 64, peak, partOfPeak: 0.7)) yield return figure;
        foreach (var figure in Figures(Default, windows: 1, peak)) yield return figure;
    }

    private static IEnumerable<BenchmarkFigure> Figures(
        string name, int windows, double peak, double? partOfPeak = null, double? microseconds = null)
    {
        var work = NeuralWindows.Create(PriorFiles.Load(PriorFiles.ShippedAs(name)), windows, withDeviations: name == Default);
        var seconds = Measurement.Seconds(work.Run);
        var rate = windows * work.FlopsPerWindow / seconds / 1e9;
        var label = $"{name}, {windows} window{(windows == 1 ? "" : "s")}";
        yield return BenchmarkFigure.OfLimit(label, rate, "Gflop/s", peak, partOfPeak);
        yield return BenchmarkFigure.Alone($"{label}: time each", seconds / windows * 1e6, "us", atMost: microseconds);
        yield return BenchmarkFigure.Alone($"{label}: allocated", Measurement.AllocatedBytes(work.Run), "bytes", atMost: 0);
    }
}
