using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

public class PriorTests
{
    [Fact]
    public void Saved_prior_is_loaded_byte_for_byte()
    {
        foreach (var prior in TestPriors.All)
        {
            var loaded = Prior.Load(prior.Save());
            Assert.Equal(prior.Save(), loaded.Save());
            Assert.Equal(prior.ContentHash, loaded.ContentHash);
            Assert.Equal(prior.Shape, loaded.Shape);
            Assert.Equal(prior.Calibration.Factors, loaded.Calibration.Factors);
            Assert.Equal("tests", loaded.Metadata["made_by"]);
        }
    }
}
