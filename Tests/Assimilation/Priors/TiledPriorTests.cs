using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

public class TiledPriorTests
{
    private static readonly ConvolutionalNetworks Networks = (ConvolutionalNetworks)TestPriors.Convolutional.Networks;

    // A tile that is the whole window, and lengths that leave the last tile or the last lanes partly or wholly empty.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(201)]
    [InlineData(1000)]
    public void Tiles_with_halos_give_the_window_as_a_whole_bit_for_bit(int steps)
    {
        var shape = new WindowShape(steps, 3);
        var iterate = Vectors.ToLanes<Float32>([.. Enumerable.Range(0, shape.Size).Select(i => 2 * Math.Sin(i * i))]);
        for (var level = 0; level < Networks.Levels; level++)
        {
            var (mean, band) = Numbers(new ConvolutionalPrior<Float32>(Networks, shape), iterate, level);
            foreach (var tiled in new IPriorModel<Float32>[]
            {
                new TiledPrior<Float32>(Networks, shape, tile: steps), new TiledPrior<Float32>(Networks, shape, tile: 7),
                new TiledPrior<Float32x4>(Networks, shape, tile: 13), new TiledPrior<Float32x16>(Networks, shape, tile: 5),
                new TiledPrior<Pair<Float32x16>>(Networks, shape, tile: 3), Networks.Model<Float32>(shape),
            })
            {
                var (tiledMean, tiledBand) = Numbers(tiled, iterate, level);
                Assert.Equal(mean, tiledMean);
                Assert.Equal(band, tiledBand);
            }
        }
    }

    private static (double[] Mean, double[] Band) Numbers(IPriorModel<Float32> model, Float32[] iterate, int level)
    {
        var prior = model.At(iterate, level);
        return (Vectors.Lane<Float32>(prior.Center), Vectors.Lane<Float32>(prior.PrecisionRoot!.Columns.Elements));
    }
}
