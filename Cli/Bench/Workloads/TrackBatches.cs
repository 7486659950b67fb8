using System.Globalization;
using System.Text;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>What one instrument sends: every component of a simulated system, sampled many times a step, in batches.</summary>
internal sealed class TrackBatches
{
    /// <summary>Observations in a batch.</summary>
    public const int Size = 1000;

    private const double RelativeError = 0.05;
    private readonly Observation[][] _batches;

    /// <summary>Simulates a track.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="batches">How many batches.</param>
    /// <param name="samplesPerStep">How often a step each component is sampled.</param>
    /// <param name="seed">The seed.</param>
    public TrackBatches(TwinExperiment experiment, int batches, int samplesPerStep, ulong seed)
    {
        var (components, random) = (experiment.Shape.Components, new RandomSource(seed));
        var names = DynamicalSystems.Describe(experiment.Model.System).Components;
        double[] errors = [.. experiment.Normalization.StandardDeviation.Take(components).Select(deviation => RelativeError * deviation)];
        var steps = batches * Size / (components * samplesPerStep) + 2;
        var truth = new double[steps * components];
        new TrajectorySimulator(experiment).Simulate(random, truth);
        var observations = Enumerable.Range(0, batches * Size).Select(i =>
        {
            var (sample, component) = (i / components, i % components);
            var (step, part) = (sample / samplesPerStep, sample % samplesPerStep / (double)samplesPerStep);
            var at = step * components + component;
            var value = (1 - part) * truth[at] + part * truth[at + components] + errors[component] * random.NextGaussian();
            return new Observation((step + part) * experiment.Model.TimeStep, names[component], value, errors[component]);
        });
        _batches = [.. observations.Chunk(Size)];
    }

    /// <summary>How many batches.</summary>
    public int Count => _batches.Length;

    /// <summary>A batch for the SDK.</summary>
    public ObservationBatch Batch(int index) => new("bench", (long)index * Size, _batches[index]);

    /// <summary>A batch as CSV.</summary>
    public byte[] Csv(int index) => Encode("time,component,value,error_std\n", _batches[index], "{0:R},{1},{2:R},{3:R}\n", "");

    /// <summary>A batch as one JSON object a line.</summary>
    public byte[] Ndjson(int index) => Encode("", _batches[index], Object + "\n", "");

    /// <summary>A batch as a JSON array.</summary>
    public byte[] Json(int index) => [.. Encode("[", _batches[index], Object + ",", "")[..^1], (byte)']'];

    private const string Object = """{{"time":{0:R},"component":"{1}","value":{2:R},"error_std":{3:R}}}""";

    private static byte[] Encode(string begin, Observation[] observations, string format, string end)
    {
        var text = new StringBuilder(begin);
        foreach (var (time, component, value, error, _) in observations)
            text.AppendFormat(CultureInfo.InvariantCulture, format, time, component, value, error);
        return Encoding.UTF8.GetBytes(text.Append(end).ToString());
    }
}
