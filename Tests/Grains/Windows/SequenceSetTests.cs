using CsCheck;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class SequenceSetTests
{
    [Fact]
    public void It_behaves_like_a_set_of_numbers_whatever_their_order() =>
        Gen.Long[0, 60].Array[0, 200].Sample(numbers =>
        {
            var (ranges, plain) = (new SequenceSet(), new SortedSet<long>());
            foreach (var number in numbers) Assert.Equal(plain.Add(number), ranges.Add(number));
            Assert.Equal(plain.Count, ranges.Count);
            Assert.Equal(plain.Count == 0 ? 0 : plain.Max + 1, ranges.Next);
        });

    [Fact]
    public void Numbers_without_gaps_are_one_range_in_any_order() =>
        Gen.Shuffle(Enumerable.Range(5, 40).Select(i => (long)i).ToArray()).Sample(numbers =>
        {
            var set = new SequenceSet();
            foreach (var number in numbers) set.Add(number);
            Assert.Equal(1, set.RangeCount);
        });
}
