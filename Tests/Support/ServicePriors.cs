using System.Collections.Concurrent;

namespace NeuralDA.Tests.Support;

/// <summary>The files that tests of the service publish.</summary>
internal static class ServicePriors
{
    public const string Name = "lorenz63";
    public const int Steps = 32;
    public const double TimeStep = 0.025;

    private static readonly ConcurrentDictionary<ulong, byte[]> Made = new();

    /// <summary>Windows of another shape.</summary>
    public static byte[] OtherShape { get; } = TestPriors.Pendulum.Save();

    /// <summary>Windows [32, 3]; different seeds give different versions of the same prior.</summary>
    public static byte[] Content(ulong seed) => Made.GetOrAdd(seed, key => TestPriors.Lorenz63Of(Name, key).Save());
}
