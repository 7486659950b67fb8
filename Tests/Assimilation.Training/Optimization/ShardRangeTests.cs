using CsCheck;
using NeuralDA.Assimilation.Training.Optimization;

namespace NeuralDA.Tests.Assimilation.Training.Optimization;

public class ShardRangeTests
{
    [Fact]
    public void Blocks_are_the_largest_nodes_of_the_tree_within_the_range() =>
        Assert.Equal([new(3, 1), new(4, 4), new(8, 2), new(10, 1)], new ShardRange(3, 8).Blocks());

    [Fact]
    public void Whole_tree_is_one_block() => Assert.Equal([new(0, 16)], new ShardRange(0, 16).Blocks());

    [Fact]
    public void Empty_range_has_no_blocks() => Assert.Empty(new ShardRange(4, 0).Blocks());

    [Fact]
    public void Dealing_gives_the_first_no_less_and_everybody_a_share_where_there_are_enough()
    {
        Assert.Equal([new(0, 2), new(2, 1), new(3, 1)], new ShardRange(0, 4).Deal([1, 1, 1]));
        Assert.Equal([new(8, 1), new(9, 1), new(10, 0)], new ShardRange(8, 2).Deal([1, 1, 1]));
        Assert.Equal([new(0, 6), new(6, 2)], new ShardRange(0, 8).Deal([3, 1]));
    }

    [Fact]
    public void However_shards_are_dealt_the_sum_is_the_same_to_the_last_bit() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 4].Array[1, 9], Gen.Float[-1e8f, 1e8f].Array[32]).Sample((levels, weights, values) =>
        {
            var whole = new ShardRange(0, 1 << levels);
            GradientContribution Shard(int i) => new([values[i]], values[i], 1);
            var expected = GradientContribution.Sum([.. Enumerable.Range(0, whole.Count).Select(Shard)]);

            var blocks = whole.Deal(weights).SelectMany(part => part.Blocks()).ToDictionary(block => block, block =>
                GradientContribution.Sum([.. Enumerable.Range(block.First, block.Count).Select(Shard)]));
            var sum = GradientContribution.Sum(blocks, whole);
            Assert.Equal((expected.Gradient[0], expected.Loss, expected.Count), (sum.Gradient[0], sum.Loss, sum.Count));
        });

    [Fact]
    public void Missing_part_is_named() => Assert.Contains("micro-shard 3", Assert.Throws<ArgumentException>(() => GradientContribution.Sum(
        new Dictionary<ShardRange, GradientContribution>
        {
            [new(0, 2)] = new([1], 1, 1), [new(2, 1)] = new([1], 1, 1),
        }, new ShardRange(0, 4))).Message, StringComparison.Ordinal);
}
