using static TorchSharp.torch;

namespace NeuralDA.Tests.Assimilation.Training;

public class TorchTests
{
    [Fact]
    public void Native_library_loads()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(3f, ones(3).sum().item<float>());
    }
}
