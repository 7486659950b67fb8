using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class NeuralBlockTests
{
    public static TheoryData<int, int> Widths { get; } = new()
    {
        { 128, 1 }, { 128, 3 }, { 128, 7 }, { 256, 3 }, { 256, 13 }, { 512, 3 }, { 512, 21 }, { 512, 32 },
    };

    [Theory, MemberData(nameof(Widths))]
    public void A_window_has_the_same_bits_in_vectors_of_every_width_and_in_every_company(int bits, int windows)
    {
        foreach (var prior in new[] { TestPriors.Lorenz63, TestPriors.SharedNetworks, TestPriors.BandedCovariance, TestPriors.MeanOnly })
        {
            var sets = TestWindows.Observed(windows).Select(problem => TestWindows.OperatorOf(prior).Observe(problem.Observations)).ToArray();
            var guesses = Array.ConvertAll(sets, set => prior.Climatology.FirstGuess(set).Mean);
            var (block, alone) = (new NeuralBlock(prior, bits), new NeuralBlock(prior));
            Run(block, guesses, sets);
            for (var lane = 0; lane < windows; lane++)
            {
                Run(alone, [guesses[lane]], [sets[lane]]);
                Assert.Equal(alone.Status(0), block.Status(lane));
                Assert.Equal(alone.Analysis(0), block.Analysis(lane));
                Assert.Equal(alone.Cost(0), block.Cost(lane));
                for (var i = 0; i < prior.Shape.Size; i++) Assert.Equal(alone.Covariance(i, i, 0), block.Covariance(i, i, lane));
            }
        }
    }

    private static void Run(NeuralBlock block, double[][] guesses, ObservationSet[] sets) =>
        block.Run(guesses, sets, new StateInformation?[sets.Length], new Continuation?[sets.Length]);
}
