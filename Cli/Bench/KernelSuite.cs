using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Training.Reference;
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
        foreach (var figure in BandSolves()) yield return figure;
    }

    // One band system of each window, beside what one would call for it instead, in float32 like ours where there is such a thing.
    private static IEnumerable<BenchmarkFigure> BandSolves()
    {
        const int Size = 96, HalfBandwidth = 6;
        var (block, windows) = MachineVectors.Bits switch
        {
            512 => ((Action)new BandSystems<Pair<Pair<Float32x16>>>(Size, HalfBandwidth).Run, 64),
            256 => (new BandSystems<Pair<Pair<Float32x8>>>(Size, HalfBandwidth).Run, 32),
            _ => (new BandSystems<Pair<Pair<Float32x4>>>(Size, HalfBandwidth).Run, 16),
        };
        var each = Measurement.Seconds(block) / windows * 1e6;
        var label = $"band solve, d = {Size}, w = {HalfBandwidth}, {windows} windows";
        if (LapackBandSystem.IsInstalled)
        {
            var lapack = Measurement.Seconds(new LapackBandSystem(Size, HalfBandwidth).Run) * 1e6;
            yield return BenchmarkFigure.Against($"{label}; LAPACK of OpenBLAS", each, "us/window", lapack, goal: 40);
        }
        else
        {
            yield return BenchmarkFigure.Alone($"{label} (install {LapackBandSystem.Package} for LAPACK beside it)", each, "us/window");
        }
        var dense = MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(Size, Size, (i, j) =>
            Math.Abs(i - j) <= HalfBandwidth ? (float)BandSystem.Element(Math.Min(i, j), Math.Abs(i - j), HalfBandwidth) : 0);
        var right = MathNet.Numerics.LinearAlgebra.Vector<float>.Build.Dense(Size, j => (float)BandSystem.RightHandSide(j));
        yield return BenchmarkFigure.Against(
            $"{label}; MathNet dense", each, "us/window", Measurement.Seconds(() => dense.Cholesky().Solve(right)) * 1e6);
        using var torch = new DenseTorchSystems(windows, dense.ToRowMajorArray(), right.ToArray());
        yield return BenchmarkFigure.Against(
            $"{label}; Torch dense", each, "us/window", Measurement.Seconds(torch.Run) / windows * 1e6, goal: 400);
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
