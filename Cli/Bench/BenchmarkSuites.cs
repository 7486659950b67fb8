namespace NeuralDA.Cli.Bench;

/// <summary>Measures some figures; each is yielded as soon as it is known.</summary>
/// <param name="cancellationToken">Stops between two figures.</param>
internal delegate IAsyncEnumerable<BenchmarkFigure> BenchmarkSuite(CancellationToken cancellationToken);

/// <summary>The suites by name, in the order in which <c>bench all</c> runs them.</summary>
internal static class BenchmarkSuites
{
    /// <summary>All suites.</summary>
    public static IReadOnlyDictionary<string, BenchmarkSuite> All { get; } = new OrderedDictionary<string, BenchmarkSuite>
    {
        ["kernels"] = cancellationToken => KernelSuite.Run().ToAsyncEnumerable(),
        ["methods"] = cancellationToken => MethodSuite.Run().ToAsyncEnumerable(),
        ["scaling"] = cancellationToken => ScalingSuite.Run().ToAsyncEnumerable(),
        ["training"] = TrainingSuite.RunAsync,
        ["http"] = HttpSuite.RunAsync,
        ["sse"] = SseSuite.RunAsync,
        ["telemetry"] = TelemetrySuite.RunAsync,
        ["batcher"] = BatcherSuite.RunAsync,
        ["cluster"] = ClusterSuite.RunAsync,
        ["capacity"] = CapacitySuite.RunAsync,
    };
}
