using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;

namespace NeuralDA.Tests.Assimilation.Networks;

public class NetworkShapeTests
{
    [Fact]
    public void Weight_that_does_not_fit_the_bias_is_refused() => Assert.Equal(
        "W has 5 elements, not a multiple of the 2 outputs",
        Assert.Throws<ArgumentException>(() => new DenseLayer(new float[5], new float[2])).Message);

    [Fact]
    public void Layers_that_do_not_fit_each_other_are_refused()
    {
        static DenseLayer Layer(int inputs, int outputs) => new(new float[inputs * outputs], new float[outputs]);
        static string Message(params DenseLayer[] layers) =>
            Assert.Throws<ArgumentException>(() => new ResidualNetwork(layers)).Message;
        Assert.Equal("a network needs an input and an output layer; there are 1", Message(Layer(2, 2)));
        Assert.Equal("layer 1 takes 4 inputs; the width is 3", Message(Layer(2, 3), Layer(4, 1)));
        Assert.Equal("hidden layer 1 has 4 outputs; the width is 3", Message(Layer(2, 3), Layer(3, 4), Layer(3, 1)));
    }

    [Fact]
    public void Temperature_falls_from_one_towards_zero_in_equal_steps()
    {
        var embedding = new TemperatureEmbedding(Levels: 4);
        Assert.Equal([1, 0.8, 0.6, 0.4, 0.2], Enumerable.Range(0, 5).Select(k => Math.Round(embedding.Temperature(k), 15)));
    }

    [Fact]
    public void Temperature_is_embedded_as_itself_and_four_octaves()
    {
        var features = new Float64[TemperatureEmbedding.Size];
        var embedding = new TemperatureEmbedding(Levels: 3);
        embedding.Embed<Float64>(2, features);
        var s = embedding.Temperature(2);
        double[] angles = [.. new[] { 1, 2, 4, 8 }.Select(octave => octave * Math.PI * s)];
        double[] expected = [s, .. angles.Select(Math.Sin), .. angles.Select(Math.Cos)];
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], features[i].Get(0), 1e-14);
    }
}
