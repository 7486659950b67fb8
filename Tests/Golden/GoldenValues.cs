using System.Text.Json;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Golden;

/// <summary>
/// A small outcome written down once, with the reason for its tolerance. Where an intended change moves it, run the tests with
/// the environment variable NEURALDA_WRITE_GOLDEN=1 and review the difference.
/// </summary>
internal sealed record GoldenValues(string Outcome, ulong Seed, double Tolerance, string WhyThatTolerance, double[] Values)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Compares with the file of that name, or writes it.</summary>
    public void Verify(string name)
    {
        var path = Path.Combine(Repository.Root, "Tests", "Golden", $"{name}.json");
        if (Environment.GetEnvironmentVariable("NEURALDA_WRITE_GOLDEN") == "1")
            File.WriteAllText(path, JsonSerializer.Serialize(this, Format) + "\n");

        var golden = JsonSerializer.Deserialize<GoldenValues>(File.ReadAllText(path))!;
        Assert.Equal((golden.Outcome, golden.Seed, golden.Values.Length), (Outcome, Seed, Values.Length));
        for (var i = 0; i < Values.Length; i++)
            Assert.Equal(golden.Values[i], Values[i], golden.Tolerance * Math.Max(1, Math.Abs(golden.Values[i])));
    }
}
