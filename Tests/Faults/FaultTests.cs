using System.Globalization;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Faults;

/// <summary>
/// Faults on clusters of real processes. Environment variables: FAULT_SEEDS says which seeds are run on each back end, such as 1-20
/// (1-2 where it is not set), FAULT_STORES on which, such as Postgres,Redis, and FAULT_KINDS which faults, such as Kill,Terminate.
/// FAULT_REPORT names a file that gets a line for each fault: back end, seed, fault, longest outage in seconds, repetitions, errors,
/// kinds of errors; and one with the number of silos that were given up though they lived, if any. FAULT_LOGS names a folder that
/// gets what the silos print.
/// </summary>
[Collection(nameof(Alone))]
public class FaultTests
{
    private const int LongestRun = 10 * 60 * 1000;

    public static TheoryData<StoreKind, int> Runs { get; } = [.. from kind in Stores() from seed in Seeds() select (kind, seed)];

    [Theory(Timeout = LongestRun), MemberData(nameof(Runs))]
    public async Task What_was_acknowledged_is_used_once_and_the_analyses_are_those_of_an_undisturbed_run(StoreKind kind, int seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var backEnd = await BackEnd.StartAsync(kind);
        var log = new FaultLog(kind, seed);
        await using var run = new FaultRun(kind, seed, Faults(), log, cancellation);
        var undisturbed = await run.UndisturbedAsync();
        await using var cluster = await FaultCluster.StartAsync(backEnd, log, cancellation);
        var (disturbed, effects) = await run.DisturbedAsync(cluster);
        Report(kind, seed, effects, cluster.Lost);

        foreach (var (record, expected) in disturbed.Zip(undisturbed))
        {
            record.RequireConsistent();
            record.RequireSame(expected);
        }
        // What is announced disturbs nobody.
        Assert.All(effects.Where(effect => effect.Fault is Fault.Terminate or Fault.Join), effect => Assert.Empty(effect.Errors));
    }

    private static StoreKind[] Stores() => Environment.GetEnvironmentVariable("FAULT_STORES") is { } stores
        ? [.. stores.Split(',').Select(Enum.Parse<StoreKind>)] : Enum.GetValues<StoreKind>();

    private static Fault[] Faults() => Environment.GetEnvironmentVariable("FAULT_KINDS") is { } kinds
        ? [.. kinds.Split(',').Select(Enum.Parse<Fault>)] : Enum.GetValues<Fault>();

    private static IEnumerable<int> Seeds()
    {
        var seeds = (Environment.GetEnvironmentVariable("FAULT_SEEDS") ?? "1-2").Split('-')
            .Select(seed => int.Parse(seed, CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range(seeds[0], seeds[^1] - seeds[0] + 1);
    }

    private static void Report(StoreKind kind, int seed, IReadOnlyList<FaultEffect> effects, int lost)
    {
        if (Environment.GetEnvironmentVariable("FAULT_REPORT") is not { } file) return;
        File.AppendAllLines(file, effects.Select(effect => string.Create(CultureInfo.InvariantCulture,
            $"{kind},{seed},{effect.Fault},{effect.Outage.TotalSeconds:0.000},{effect.Repetitions},{effect.Errors.Count}," +
            $"{string.Join('+', effect.Errors.Select(each => each.Error.GetType().Name).Distinct())}")));
        if (lost > 0) File.AppendAllText(file, $"{kind},{seed},silos given up wrongly,{lost},0,0,\n");
    }

    /// <summary>Runs while no other test does, so that nothing but the faults disturbs.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public class Alone;
}
