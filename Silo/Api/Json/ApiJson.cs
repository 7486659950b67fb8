using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralDA.Silo.Api.Json;

/// <summary>How the API writes JSON: snake_case as in the files, names that are not known are refused.</summary>
internal static class ApiJson
{
    private const int DeepestNesting = 16;

    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.PropertyNameCaseInsensitive = false;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.MaxDepth = DeepestNesting;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        json.Converters.Add(new FiniteOrNull());
        json.Converters.Add(new FiniteFloatOrNull());
        json.Converters.Add(new FloatArray());
    }
}
