using CsCheck;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class RandomSourceTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Same_seed_and_keys_give_the_same_numbers() => Gen.Select(Gen.ULong, Gen.ULong.Array[0, 4]).Sample((seed, keys) =>
    {
        var (a, b) = (new RandomSource(seed, keys), new RandomSource(seed, keys));
        for (var i = 0; i < 10; i++) Assert.Equal((a.NextBits(), a.NextGaussian()), (b.NextBits(), b.NextGaussian()));
    });

    [Fact]
    public void Other_seed_other_keys_and_other_order_of_keys_give_other_numbers()
    {
        ulong First(ulong seed, params ReadOnlySpan<ulong> keys) => new RandomSource(seed, keys).NextBits();
        var firsts = new HashSet<ulong> { First(1), First(1, 0), First(1, 0, 0), First(1, 1, 2), First(1, 2, 1), First(2, 1) };
        Assert.Equal(6, firsts.Count);
        for (ulong i = 0; i < 1000; i++)
            for (ulong j = 0; j < 10; j++) Assert.True(firsts.Add(First(7, i, j)));
    }

    [Fact]
    public void Numbers_are_the_same_on_every_machine_and_release()
    {
        // By another implementation of xoshiro256** and SplitMix64; other numbers would change every experiment.
        Assert.Equal(8362582858855705859UL, new RandomSource(1, 2, 3).NextBits());
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_of_theirs()
    {
        var random = new RandomSource(3);
        var draws = Enumerable.Range(0, Draws).Select(_ => random.NextUniform(2, 4)).ToArray();
        Assert.All(draws, x => Assert.True(x is >= 2 and < 4));
        // Five standard errors: of the mean √(1/3 / n), of the second moment about it √((1/5 − 1/9) / n).
        Assert.Equal(3, draws.Average(), 5 * Math.Sqrt(1 / 3.0 / Draws));
        Assert.Equal(1 / 3.0, draws.Average(x => (x - 3) * (x - 3)), 5 * Math.Sqrt((1 / 5.0 - 1 / 9.0) / Draws));
    }

    [Fact]
    public void Gaussian_numbers_have_the_moments_of_theirs_and_no_memory()
    {
        var random = new RandomSource(4);
        var draws = Enumerable.Range(0, Draws).Select(_ => random.NextGaussian()).ToArray();
        double Moment(int power) => draws.Average(x => Math.Pow(x, power));
        // Five standard errors; the variance of x^k is that of moments (2k − 1)!! − (k − 1)!!².
        Assert.Equal(0, Moment(1), 5 * Math.Sqrt(1.0 / Draws));
        Assert.Equal(1, Moment(2), 5 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(0, Moment(3), 5 * Math.Sqrt(15.0 / Draws));
        Assert.Equal(3, Moment(4), 5 * Math.Sqrt(96.0 / Draws));
        Assert.Equal(0, draws.Zip(draws.Skip(1), (a, b) => a * b).Average(), 5 * Math.Sqrt(1.0 / Draws));
    }

    [Theory, InlineData(2), InlineData(7), InlineData(32)]
    public void Integers_are_equally_likely(int count)
    {
        var (random, counts) = (new RandomSource(5), new int[count]);
        for (var i = 0; i < Draws; i++) counts[random.NextInteger(count)]++;
        var expected = (double)Draws / count;
        var chiSquare = counts.Sum(n => (n - expected) * (n - expected) / expected);
        Assert.InRange(chiSquare, 0, count - 1 + 5 * Math.Sqrt(2.0 * count));   // mean k − 1, variance 2 (k − 1)
    }

    [Fact]
    public void Integer_of_none_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSource(1).NextInteger(0));
}
