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
/// <param name="Taps">
/// Where networks are convolutions along the steps: how many steps a layer sees, odd; the shape is then that of the windows they were
/// trained on, and widths are those of a step. 0 where they take the whole window at once.
/// </param>
public sealed record PriorArchitecture(
    WindowShape Shape,
    int Applications,
    int SharedLevels,
    int MeanWidth,
    int PrecisionWidth,
    int HiddenLayers,
    PrecisionFactor Factor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] PriorForm Form = PriorForm.Precision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Taps = 0)
{
    private const int MostTaps = 31, MostHiddenConvolutions = 8;

    private const int LargestSharedLevels = 1000;

    /// <summary>The embedding where all levels share a pair of networks, else null.</summary>
    public TemperatureEmbedding? Temperature => SharedLevels > 0 ? new TemperatureEmbedding(SharedLevels) : null;

    /// <summary>Whether the networks are convolutions along the steps, which apply to windows of any length.</summary>
    [JsonIgnore]
    public bool IsConvolutional => Taps > 0;

    /// <summary>The number of inputs of each network: of the window or, for convolutions, of each step.</summary>
    public int Inputs => Unknowns + (SharedLevels > 0 ? TemperatureEmbedding.Size : 0);

    /// <summary>How many networks an application has.</summary>
    public int NetworksPerApplication => Form == PriorForm.MeanOnly ? 1 : 2;

    /// <summary>The raw outputs of a network that gives a band: w + 1 for each unknown of the window or, for convolutions, of a step.</summary>
    public int PrecisionOutputs => Unknowns * (Shape.HalfBandwidth + 1);

    /// <summary>The number of weights and biases of all networks.</summary>
    public int ParameterCount => Layers().Sum(layer => layer.ParameterCount);

    /// <summary>The layers of all networks in a fixed order: the order of a flat parameter vector.</summary>
    public IEnumerable<LayerShape> Layers()
    {
        for (var k = 0; k < Applications; k++)
        {
            foreach (var layer in Network($"application.{k}.mean", MeanWidth, Unknowns)) yield return layer;
            if (Form == PriorForm.MeanOnly) continue;
            foreach (var layer in Network($"application.{k}.precision", PrecisionWidth, PrecisionOutputs)) yield return layer;
        }
    }

    /// <summary>Builds the networks from tensors named as <see cref="Layers"/> names them.</summary>
    /// <exception cref="FormatException">A tensor is missing, of another shape, or not finite.</exception>
    public PriorNetworks Build(IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        var networks = Layers().Select(layer => layer.Build(tensors)).Chunk(HiddenLayers + 2);
        if (IsConvolutional)
        {
            var pairs = networks.Select(layers => new ConvolutionalNetwork(layers, Taps)).Chunk(2).Select(pair => (pair[0], pair[1]));
            return new ConvolutionalNetworks([.. pairs], Factor);
        }
        var applications = networks.Select(layers => new ResidualNetwork(layers)).Chunk(NetworksPerApplication)
            .Select(pair => (pair[0], pair.ElementAtOrDefault(1)));
        return new DenseNetworks([.. applications], Form, Factor, Temperature);
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
        if (Taps != 0 && (Taps % 2 == 0 || Taps is < 0 or > MostTaps || HiddenLayers > MostHiddenConvolutions
            || SharedLevels > 0 || Form != PriorForm.Precision))
            throw new FormatException(
                $"its convolutions see {Taps} steps, with {HiddenLayers} hidden layers, {SharedLevels} shared levels and form {Form}; " +
                $"expected an odd number up to {MostTaps}, {MostHiddenConvolutions} layers at most, 0, {PriorForm.Precision}");
        if (!Enum.IsDefined(Form)) throw new FormatException($"its form {(int)Form} is unknown");
        if (Factor is null || !double.IsFinite(Factor.Offset))
            throw new FormatException("the initial diagonal of its precision is not within its bounds");
    }

    private int Unknowns => IsConvolutional ? Shape.Components : Shape.Size;

    private IEnumerable<LayerShape> Network(string name, int width, int outputs)
    {
        yield return new LayerShape($"{name}.0", Inputs, width, Taps);
        for (var i = 1; i <= HiddenLayers; i++) yield return new LayerShape($"{name}.{i}", width, width, Taps);
        yield return new LayerShape($"{name}.{HiddenLayers + 1}", width, outputs);
    }
}
