using System.Security.Cryptography;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// A trained prior with all that assimilating a window needs beside observations: networks, units, background, physical model
/// and variance calibration. Immutable and safe to share between threads. Stored as safetensors.
/// </summary>
public sealed class Prior
{
    private const string FormatKey = "format";
    private const string Format = "neuralda-prior/1";
    private const string DescriptionKey = "description";

    // Of windows with a dense covariance: the square of so many steps is stored.
    private const int MostSteps = 1000;

    private readonly SafeTensors _file;

    private Prior(SafeTensors file)
    {
        _file = file;
        if (file.Metadata.GetValueOrDefault(FormatKey) != Format)
            throw new FormatException($"its format is '{file.Metadata.GetValueOrDefault(FormatKey)}'; expected '{Format}'");
        Description = JsonSerializer.Deserialize<PriorDescription>(file.Metadata.GetValueOrDefault(DescriptionKey, ""))
            ?? throw new FormatException("it has no description");
        Description.Validate();
        var (shape, tensors) = (Shape, file.Tensors);

        Normalization = new Normalization(
            PriorTensors.GetDoubles(tensors, "normalization.mean", shape.Size),
            PriorTensors.GetDoubles(tensors, "normalization.deviation", shape.Size));
        Climatology = new ClimatologicalPrior(
            PriorTensors.GetDoubles(tensors, "climatology.mean", shape.Size),
            Matrix<double>.Build.Dense(
                shape.Size, shape.Size, PriorTensors.GetDoubles(tensors, "climatology.covariance", shape.Size, shape.Size)));
        ClimateDeviation = LastDeviation();
        Representativeness = PriorTensors.GetDoubles(tensors, "representativeness", shape.Components);
        Calibration = ReadCalibration(tensors);
        Networks = Description.Architecture.Build(tensors);
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(file.Write()));
    }

    /// <summary>What the prior is for.</summary>
    public PriorDescription Description { get; }

    /// <summary>The shape [T, φ] of its windows.</summary>
    public WindowShape Shape => Description.Architecture.Shape;

    /// <summary>Physical to normalised units.</summary>
    public Normalization Normalization { get; }

    /// <summary>The background that first guesses come from, normalised units.</summary>
    public ClimatologicalPrior Climatology { get; }

    /// <summary>Climatological standard deviation of a window's last state, [φ], physical units: forecasts end there.</summary>
    public IReadOnlyList<double> ClimateDeviation { get; }

    /// <summary>Mean square error of linear interpolation half-way between steps, [φ], normalised units.</summary>
    public IReadOnlyList<double> Representativeness { get; }

    /// <summary>The correction of predicted variances.</summary>
    public VarianceCalibration Calibration { get; }

    /// <summary>The networks.</summary>
    public PriorNetworks Networks { get; }

    /// <summary>How it was made: command, seed, commit, scores. Free text.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>SHA-256 of the file, lowercase hexadecimal.</summary>
    public string ContentHash { get; }

    /// <summary>Makes a prior from its parts.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="climatology">Units, background and interpolation error.</param>
    /// <param name="parameters">All weights, in the order of <see cref="PriorArchitecture.Layers"/>.</param>
    /// <param name="calibration">The correction of predicted variances.</param>
    /// <param name="metadata">How it was made.</param>
    /// <exception cref="ArgumentException">The number of parameters is not that of the networks.</exception>
    public static Prior Create(
        PriorDescription description,
        Climatology climatology,
        ReadOnlySpan<float> parameters,
        VarianceCalibration calibration,
        IReadOnlyDictionary<string, string> metadata)
    {
        var size = description.Architecture.Shape.Size;
        var count = description.Architecture.Layers().Sum(layer => layer.ParameterCount);
        if (parameters.Length != count)
            throw new ArgumentException($"there are {parameters.Length} parameters; the networks have {count}");
        var tensors = new Dictionary<string, NamedTensor>
        {
            ["normalization.mean"] = PriorTensors.FromDoubles(climatology.Normalization.Mean, size),
            ["normalization.deviation"] = PriorTensors.FromDoubles(climatology.Normalization.StandardDeviation, size),
            ["climatology.mean"] = PriorTensors.FromDoubles(climatology.Prior.Mean, size),
            ["climatology.covariance"] =
                PriorTensors.FromDoubles(climatology.Prior.Covariance.ToColumnMajorArray(), size, size),
            ["representativeness"] =
                PriorTensors.FromDoubles([.. climatology.Representativeness], climatology.Representativeness.Count),
            ["calibration.variances"] = PriorTensors.FromDoubles([.. calibration.Variances], calibration.Variances.Count),
            ["calibration.factors"] = PriorTensors.FromDoubles([.. calibration.Factors], calibration.Factors.Count),
        };
        foreach (var layer in description.Architecture.Layers())
        {
            foreach (var (name, tensor) in layer.Cut(parameters)) tensors.Add(name, tensor);
            parameters = parameters[layer.ParameterCount..];
        }
        return new Prior(new SafeTensors(tensors, new Dictionary<string, string>(metadata)
        {
            [FormatKey] = Format,
            [DescriptionKey] = JsonSerializer.Serialize(description),
        }));
    }

    /// <summary>
    /// A convolutional prior for windows of another length, with the background of a <see cref="MarkovBackground"/>, whose dense
    /// covariance is stored: for windows of up to some hundred steps. Longer ones: <see cref="Incremental.LongWindowAssimilator"/>.
    /// </summary>
    /// <param name="steps">T.</param>
    /// <exception cref="ArgumentException">The networks take windows of one length only, or there are too few or too many steps.</exception>
    public Prior Over(int steps)
    {
        var (shape, architecture) = (Shape with { Steps = steps }, Description.Architecture);
        if (steps == Shape.Steps) return this;
        RequireConvolutions();
        if (steps < 2 || steps > MostSteps) throw new ArgumentException($"windows of {steps} steps; expected 2 .. {MostSteps}");
        return Create(
            Description with { Architecture = architecture with { Shape = shape } },
            new Climatology(
                Normalization.Over(shape), MarkovBackground.Of(Climatology, shape.Components).Over(steps), Representativeness),
            [.. architecture.Layers().SelectMany(layer => layer.Flat(_file.Tensors))], Calibration,
            Metadata.Where(entry => entry.Key is not (FormatKey or DescriptionKey)).ToDictionary());
    }

    /// <summary>The networks, where they are convolutions.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal ConvolutionalNetworks RequireConvolutions() => Networks as ConvolutionalNetworks ?? throw new ArgumentException(
        $"prior '{Description.Name}' is for windows of {Shape.Steps} steps; another length wants a prior trained in mode convolutional");

    /// <summary>Reads a prior from the bytes of its file.</summary>
    /// <exception cref="InvalidPriorException">The bytes are not a prior; the message says what is wrong.</exception>
    public static Prior Load(ReadOnlySpan<byte> file)
    {
        try
        {
            return new Prior(SafeTensors.Read(file));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or JsonException)
        {
            throw new InvalidPriorException($"not a prior: {error.Message}", error);
        }
    }

    /// <summary>The bytes of its file; the same prior gives the same bytes.</summary>
    public byte[] Save() => _file.Write();

    // The background's own deviation: units may have been estimated from other windows, and differ by what sampling makes.
    private double[] LastDeviation() => [.. Enumerable.Range(Shape.Size - Shape.Components, Shape.Components)
        .Select(i => Math.Sqrt(Climatology.Covariance[i, i]) * Normalization.StandardDeviation[i])];

    private static VarianceCalibration ReadCalibration(IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        var bins = tensors.TryGetValue("calibration.variances", out var variances) ? variances.Elements.Length : 0;
        return new VarianceCalibration(
            PriorTensors.GetDoubles(tensors, "calibration.variances", bins),
            PriorTensors.GetDoubles(tensors, "calibration.factors", bins));
    }
}
