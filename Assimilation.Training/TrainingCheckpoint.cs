using System.Globalization;
using System.Text.Json;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training.Optimization;

namespace NeuralDA.Assimilation.Training;

/// <summary>A training run between two steps: all that it takes to go on as if nothing had happened.</summary>
/// <param name="Plan">The plan of the run.</param>
/// <param name="Step">The next step.</param>
/// <param name="Skipped">Steps skipped so far because their gradient was not finite.</param>
/// <param name="Optimizer">The optimiser with the parameters.</param>
public sealed record TrainingCheckpoint(TrainingPlan Plan, int Step, int Skipped, Adam Optimizer)
{
    private const string Format = "neuralda-checkpoint/1";

    /// <summary>The checkpoint as the bytes of a safetensors file.</summary>
    public byte[] Save()
    {
        static NamedTensor Tensor(float[] elements) => new([elements.Length], elements);
        return new SafeTensors(
            new Dictionary<string, NamedTensor>
            {
                ["parameters"] = Tensor(Optimizer.Parameters),
                ["first_moment"] = Tensor(Optimizer.FirstMoment),
                ["second_moment"] = Tensor(Optimizer.SecondMoment),
            },
            new Dictionary<string, string>
            {
                ["format"] = Format,
                ["plan"] = JsonSerializer.Serialize(Plan),
                ["step"] = Step.ToString(CultureInfo.InvariantCulture),
                ["skipped"] = Skipped.ToString(CultureInfo.InvariantCulture),
                ["updates"] = Optimizer.Updates.ToString(CultureInfo.InvariantCulture),
            }).Write();
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="FormatException">The bytes are not a checkpoint; the message says what was expected.</exception>
    public static TrainingCheckpoint Load(ReadOnlySpan<byte> file)
    {
        var (tensors, metadata) = SafeTensors.Read(file);
        if (metadata.GetValueOrDefault("format") != Format)
            throw new FormatException($"the file's format is '{metadata.GetValueOrDefault("format")}'; expected '{Format}'");
        try
        {
            int Number(string key) => int.Parse(metadata[key], CultureInfo.InvariantCulture);
            var plan = JsonSerializer.Deserialize<TrainingPlan>(metadata["plan"]) ?? throw new FormatException("it has no plan");
            var count = plan.Architecture().Layers().Sum(layer => layer.ParameterCount);
            float[] Vector(string name) => tensors[name].Elements is var elements && elements.Length == count
                ? elements
                : throw new FormatException($"tensor '{name}' has {elements.Length} elements; there are {count} parameters");
            return new TrainingCheckpoint(plan, Number("step"), Number("skipped"), new Adam(
                Vector("parameters"), Vector("first_moment"), Vector("second_moment"), Number("updates")));
        }
        catch (Exception error) when (
            error is KeyNotFoundException or JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new FormatException($"the checkpoint is incomplete: {error.Message}", error);
        }
    }
}
