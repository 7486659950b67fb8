using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralDA.Cli.Output;

/// <summary>Writes numbers with six significant digits: results are read by people too. What is not finite is null.</summary>
internal sealed class RoundedNumberConverter : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteRawValue(value.ToString("G6", CultureInfo.InvariantCulture));
        else writer.WriteNullValue();
    }
}
