using System.Text.Json;
using System.Text.Json.Serialization;
using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Silo.Api.Json;

/// <summary>A block of numbers is an array; those that are not finite are null.</summary>
internal sealed class FloatArray : JsonConverter<FloatBlob>
{
    public override FloatBlob Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<float[]>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, FloatBlob value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Span.ToArray(), options);
}
