using System.Text.Json.Serialization;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Priors;

/// <summary>The sizes of a learned prior's networks, and with them the names and shapes of its weights.</summary>
/// <param name="Shape">The shape [T, φ] of the windows.</param>
/// <param name="Applications">How many pairs of networks, one for each level; 1 where all levels share a pair.</param>
/// <param name="SharedLevels">Where all levels share a pair: the number l of Algorithm 2. Else 0.</param>
/// <param name="MeanWidth">The hidden width of the mean networks.</param>
/// <param name="PrecisionWidth">The hidden width of the networks that give the band.</param>
/// <param name="HiddenLayers">Residual layers between input and output layer.</param>
/// <param name="Factor">How raw outputs become the band's factor.</param>
/// <param name="Form">What the band is.</param>
public sealed record PriorArchitecture(
    WindowShape Shape,
    int Applications,
    int SharedLevels,
    int MeanWidth,
    int PrecisionWidth,
    int HiddenLayers,
    PrecisionFactor Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] PriorForm Form = PriorForm.Precision)
{
    private const int LargestSharedLevels = 1000;

    /// <summary>The embedding where all levels share a pair of networks, else null.</summary>
    public TemperatureEmbedding? Temperature => SharedLevels > 0 ? new TemperatureEmbedding(SharedLevels) : null;

    /// <summary>The number of inputs of each network.</summary>
    public int Inputs => Shape.Size + (SharedLevels > 0 ? TemperatureEmbedding.Size : 0);

    /// <summary>How many networks an application has.</summary>
    public int NetworksPerApplication => Form == PriorForm.MeanOnly ? 1 : 2;

    /// <summary>The raw outputs of a network that gives a band, d (w + 1).</summary>
    public int PrecisionOutputs => Shape.Size * (Shape.HalfBandwidth + 1);

    /// <summary>The number of weights and biases of all networks.</summary>
    public int ParameterCount => Layers().Sum(layer => layer.ParameterCount);

    /// <summary>The layers of all networks in a fixed order: the order of a flat parameter vector.</summary>
    public IEnumerable<LayerShape> Layers()
    {
        for (var k = 0; k < Applications; k++)
        {
            foreach (var layer in Network($"application.{k}.mean", MeanWidth, Shape.Size)) yield return layer;
            if (Form == PriorForm.MeanOnly) continue;
            foreach (var layer in Network($"application.{k}.precision", PrecisionWidth, PrecisionOutputs)) yield return layer;
        }
    }

    /// <summary>Builds the networks from tensors named as <see cref="Layers"/> names them.</summary>
    /// <exception cref="FormatException">A tensor is missing, of another shape, or not finite.</exception>
    public PriorNetworks Build(IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        var layers = Layers().Select(layer => layer.Build(tensors)).ToArray();
        var perNetwork = HiddenLayers + 2;
        var networks = layers.Chunk(perNetwork).Select(chunk => new ResidualNetwork(chunk)).ToArray();
        var applications = networks.Chunk(NetworksPerApplication).Select(pair => (pair[0], pair.ElementAtOrDefault(1)));
        return new PriorNetworks([.. applications], Form, Factor, Temperature);
    }

    /// <summary>Refuses sizes, as a file may hold them, that no networks can have.</summary>
    /// <exception cref="FormatException">A size is out of range; the message says which.</exception>
    internal void Validate()
    {
        if (Shape.Steps < 2 || Shape.Components < 1)
            throw new FormatException($"its windows are [{Shape.Steps}, {Shape.Components}]; expected at least [2, 1]");
        if (Applications < 1 || SharedLevels is < 0 or > LargestSharedLevels
            || MeanWidth < 1 || PrecisionWidth < 1 || HiddenLayers < 0)
            throw new FormatException(
                $"its networks have {Applications} applications, {SharedLevels} shared levels, widths {MeanWidth} and " +
                $"{PrecisionWidth}, {HiddenLayers} hidden layers; expected positive numbers");
        if (!Enum.IsDefined(Form)) throw new FormatException($"its form {(int)Form} is unknown");
        if (Factor is null || !double.IsFinite(Factor.Offset))
            throw new FormatException("the initial diagonal of its precision is not within its bounds");
    }

    private IEnumerable<LayerShape> Network(string name, int width, int outputs)
    {
        yield return new LayerShape($"{name}.0", Inputs, width);
        for (var i = 1; i <= HiddenLayers; i++) yield return new LayerShape($"{name}.{i}", width, width);
        yield return new LayerShape($"{name}.{HiddenLayers + 1}", width, outputs);
    }
}

/// <summary>The name and size of one layer; its tensors are <c>NAME.weight</c> [outputs, inputs] and <c>NAME.bias</c> [outputs].</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">The number of inputs.</param>
/// <param name="Outputs">The number of outputs.</param>
public sealed record LayerShape(string Name, int Inputs, int Outputs)
{
    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => Outputs * (Inputs + 1);

    /// <summary>Cuts the layer's tensors out of its part of a flat parameter vector: weight, then bias.</summary>
    public IEnumerable<KeyValuePair<string, NamedTensor>> Cut(ReadOnlySpan<float> parameters)
    {
        var weight = new NamedTensor([Outputs, Inputs], parameters[..(Outputs * Inputs)].ToArray());
        var bias = new NamedTensor([Outputs], parameters.Slice(Outputs * Inputs, Outputs).ToArray());
        return [new($"{Name}.weight", weight), new($"{Name}.bias", bias)];
    }

    internal DenseLayer Build(IReadOnlyDictionary<string, NamedTensor> tensors) =>
        new(PriorTensors.Get(tensors, $"{Name}.weight", Outputs, Inputs), PriorTensors.Get(tensors, $"{Name}.bias", Outputs));
}
