using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>Bodies of requests and answers.</summary>
internal static class Bodies
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static StringContent Text(string text, string mediaType) => new(text, Encoding.UTF8, mediaType);

    public static string AsJson(IEnumerable<Observation> observations) => $"[{string.Join(',', observations.Select(AsLine))}]";

    public static string AsLine(Observation observation) => JsonSerializer.Serialize(new
    {
        time = observation.Time, component = observation.Component, value = observation.Value,
        error_std = observation.ErrorStandardDeviation,
    });

    public static string AsCsv(IEnumerable<Observation> observations) => "time,component,value,error_std\n" + string.Concat(
        observations.Select(o => string.Create(
            CultureInfo.InvariantCulture, $"{o.Time},{o.Component},{o.Value},{o.ErrorStandardDeviation}\n")));

    public static ByteArrayContent Packed(byte[] content, string mediaType, string encoding = "gzip")
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        var body = new ByteArrayContent(packed.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        body.Headers.ContentEncoding.Add(encoding);
        return body;
    }

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}
