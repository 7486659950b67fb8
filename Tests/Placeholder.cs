namespace NeuralDA.Tests;
public class Placeholder { [Fact] public void Torch_loads() => Assert.True(TorchSharp.torch.ones(3).sum().item<float>() == 3f); }
