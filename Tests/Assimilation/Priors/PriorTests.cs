using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

public class PriorTests
{
    public static TheoryData<string> Names { get; } = [.. TestPriors.All.Select(prior => prior.Description.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Saved_prior_is_loaded_byte_for_byte(string name)
    {
        var prior = TestPriors.All.Single(candidate => candidate.Description.Name == name);
        var loaded = Prior.Load(prior.Save());
        Assert.Equal(prior.Save(), loaded.Save());
        Assert.Equal(prior.ContentHash, loaded.ContentHash);
        Assert.Equal(prior.Shape, loaded.Shape);
        Assert.Equal(prior.Description.Architecture, loaded.Description.Architecture);
        Assert.Equal(prior.Description.Components, loaded.Description.Components);
        Assert.Equal(prior.Description.System, loaded.Description.System);
        Assert.Equal(prior.Climatology.Covariance, loaded.Climatology.Covariance);
        Assert.Equal(prior.Normalization.StandardDeviation, loaded.Normalization.StandardDeviation);
        Assert.Equal(prior.Representativeness, loaded.Representativeness);
        Assert.Equal(prior.Calibration.Factors, loaded.Calibration.Factors);
        Assert.Equal("tests", loaded.Metadata["made_by"]);
    }

    [Fact]
    public void Prior_with_other_weights_has_another_hash() =>
        Assert.NotEqual(TestPriors.Lorenz63.ContentHash, TestPriors.Lorenz63Of("lorenz63", seed: 9).ContentHash);

    [Fact]
    public void Components_are_found_by_name()
    {
        var description = TestPriors.Lorenz63.Description;
        Assert.Equal([0, 1, 2, -1], new[] { "u1", "u2", "u3", "u4" }.Select(description.IndexOf));
    }

    [Fact]
    public void Missing_tensor_is_named_with_its_shape() => AssertRefused(
        "not a prior: tensor 'application.1.mean.2.weight' [16, 8] is missing",
        file => Without(file, "application.1.mean.2.weight"));

    [Fact]
    public void Tensor_of_another_shape_is_named_with_both() => AssertRefused(
        "not a prior: tensor 'climatology.mean' is [3]; expected [16]",
        file => With(file, "climatology.mean", new NamedTensor([3], new float[3])));

    [Fact]
    public void Tensor_that_is_not_finite_is_named() => AssertRefused(
        "not a prior: tensor 'application.0.mean.0.bias' has elements that are not finite",
        file => With(file, "application.0.mean.0.bias", new NamedTensor([8], [.. Enumerable.Repeat(float.NaN, 8)])));

    [Fact]
    public void Unit_of_no_size_is_refused() => AssertRefused(
        "not a prior: means must be finite, standard deviations positive and finite",
        file => With(file, "normalization.deviation", new NamedTensor([16], new float[16])));

    [Theory]
    [InlineData("\"Steps\":8", "\"Steps\":1", "its windows are [1, 2]; expected at least [2, 1]")]
    [InlineData("\"angle\"", "\"momentum\"", "its components are [momentum, momentum]; expected 2 different names")]
    [InlineData("\"TimeStep\":0.1", "\"TimeStep\":0", "its time step is 0; expected a positive number")]
    [InlineData("\"pendulum\",\"P", "\"lorenz63\",\"P",
        "its physical model does not fit 2 components, or lacks a positive time step or model error")]
    [InlineData("\"pendulum\",\"P", "\"swing\",\"P",
        "Unknown dynamical system 'swing'; known: lorenz63, pendulum. (Parameter 'name')")]
    public void Description_that_cannot_be_is_refused(string text, string other, string message) => AssertRefused(
        "not a prior: " + message, file => file with
        {
            Metadata = new Dictionary<string, string>(file.Metadata)
            {
                ["description"] = file.Metadata["description"].Replace(text, other, StringComparison.Ordinal),
            },
        });

    [Fact]
    public void Foreign_safetensors_file_is_refused() => AssertRefused(
        "not a prior: its format is 'pt'; expected 'neuralda-prior/1'",
        file => file with { Metadata = new Dictionary<string, string> { ["format"] = "pt" } });

    [Fact]
    public void File_of_another_kind_is_refused() => Assert.StartsWith("not a prior: the header is said to have ",
        Assert.Throws<InvalidPriorException>(() => Prior.Load("PK\u0003\u0004 a zip archive, say"u8)).Message);

    [Fact]
    public void Parameters_of_another_number_are_refused()
    {
        var description = TestPriors.Pendulum.Description;
        var count = description.Architecture.Layers().Sum(layer => layer.ParameterCount);
        foreach (var wrong in new[] { count - 1, count + 1 })
            Assert.Equal($"there are {wrong} parameters; the networks have {count}", Assert.Throws<ArgumentException>(() =>
                Prior.Create(description, TestSettings.PendulumClimatology, new float[wrong], VarianceCalibration.None,
                    new Dictionary<string, string>())).Message);
    }

    private static void AssertRefused(string message, Func<SafeTensors, SafeTensors> change)
    {
        var file = change(SafeTensors.Read(TestPriors.Pendulum.Save())).Write();
        Assert.Equal(message, Assert.Throws<InvalidPriorException>(() => Prior.Load(file)).Message);
    }

    private static SafeTensors With(SafeTensors file, string name, NamedTensor tensor) =>
        file with { Tensors = new Dictionary<string, NamedTensor>(file.Tensors) { [name] = tensor } };

    private static SafeTensors Without(SafeTensors file, string name) =>
        file with { Tensors = file.Tensors.Where(entry => entry.Key != name).ToDictionary() };
}
