using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation;

/// <summary>
/// Baselines that hold on any machine, however loaded: what is allocated, and how it grows. How long things take is for
/// <c>neuralda bench</c>.
/// </summary>
public class AllocationTests
{
    public static TheoryData<string> Priors { get; } = [.. TestPriors.All.Select(prior => prior.Description.Name)];

    [Theory, MemberData(nameof(Priors))]
    public void One_window_is_assimilated_without_allocating(string prior) => Assert.Equal(0, AllocatedByLoop<Float32>(prior));

    [Theory, MemberData(nameof(Priors))]
    public void Sixty_four_windows_are_assimilated_without_allocating(string prior) =>
        Assert.Equal(0, AllocatedByLoop<Pair<Float32x16>>(prior));

    [Theory, MemberData(nameof(Priors))]
    public void Windows_of_a_vector_are_assimilated_without_allocating(string prior)
    {
        Assert.Equal(0, AllocatedByLoop<Float32x4>(prior));
        Assert.Equal(0, AllocatedByLoop<Float32x8>(prior));
        Assert.Equal(0, AllocatedByLoop<Float32x16>(prior));
    }

    [Fact]
    public void What_many_windows_allocate_is_that_of_one_window_so_many_times()
    {
        var assimilator = new WindowAssimilator(TestPriors.Lorenz63);
        double EachOf(int windows)
        {
            var problems = Enumerable.Repeat(TestWindows.Observed(1)[0], windows).ToArray();
            return Allocated(() => assimilator.Assimilate(problems)) / (double)windows;
        }
        // An estimate itself is some 4 KB: five trajectories of 96 numbers, and what is said of each observation.
        var (few, many) = (EachOf(64), EachOf(1024));
        Assert.InRange(many, 0, 1.05 * few);
        Assert.InRange(few, 0, 64 * 1024);
    }

    private static long AllocatedByLoop<V>(string name) where V : struct, ILane<V>
    {
        var prior = TestPriors.All.Single(candidate => candidate.Description.Name == name);
        var windows = new WindowBlock<V>(prior.Shape);
        var guesses = Enumerable.Range(0, V.Count).Select(lane => Enumerable.Repeat(0.1 * lane, prior.Shape.Size).ToArray()).ToArray();
        var sets = Array.ConvertAll(guesses, guess => TestWindows.OperatorOf(prior).Observe([new(1, 0, guess[0], 1)]));
        windows.Load(guesses, sets);
        var loop = NeuralAssimilation.Create(prior, windows);
        return Allocated(() =>
        {
            loop.Run();
            if (prior.Networks.Form == PriorForm.Precision) _ = loop.Estimate.Covariance;
        });
    }

    // In the steady state: working memory is there, and what runs once has run.
    private static long Allocated(Action work)
    {
        for (var i = 0; i < 3; i++) work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
