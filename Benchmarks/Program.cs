using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace NeuralDA.Benchmarks;

/// <summary>BenchmarkDotNet on the workloads of <c>neuralda bench</c>, for distributions, disassembly and comparisons of builds.</summary>
internal static class Program
{
    /// <summary>Runs what the arguments choose, see BenchmarkDotNet; nothing asks.</summary>
    public static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(
        args, DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)));
}
