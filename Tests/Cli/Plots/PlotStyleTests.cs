using NeuralDA.Cli.Plots;

namespace NeuralDA.Tests.Cli.Plots;

public sealed class PlotStyleTests
{
    [Fact]
    public void Methods_have_colours_of_their_own()
    {
        string[] methods =
        [
            "climatology", "first guess", "4D-Var", "4D-Var, 16 starts", "cold diffusion", "paper",
            "paper, covariance", "paper, one-shot", "neural", "ensemble", "hybrid", "mixture", "neural + mixture", "bound",
        ];
        Assert.Equal(methods.Length, methods.Select(PlotStyle.OfMethod).Distinct().Count());
    }

    [Fact]
    public void A_variant_has_the_colour_of_its_method() =>
        Assert.Equal(PlotStyle.OfMethod("neural"), PlotStyle.OfMethod("neural 2"));

    [Fact]
    public void An_unknown_method_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => PlotStyle.OfMethod("magic"));
        Assert.Contains("'magic' has no colour", error.Message, StringComparison.Ordinal);
    }
}
