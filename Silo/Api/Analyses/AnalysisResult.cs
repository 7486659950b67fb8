using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Api.Analyses;

/// <summary>Analyses in the form that a request asks for.</summary>
internal static class AnalysisResult
{
    public const string Csv = "text/csv";

    /// <summary>Answers with analyses of a track.</summary>
    public delegate IResult Form(string track, IReadOnlyList<Analysis> analyses, bool many);

    /// <summary>The form asked for by <c>format</c>, else by the Accept header, else JSON.</summary>
    /// <exception cref="BadHttpRequestException">There is no such form.</exception>
    public static Form Of(string? format, HttpRequest request) => format switch
    {
        "json" => Json,
        "csv" => Table,
        null => request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase) ? Table : Json,
        _ => throw new BadHttpRequestException($"The format is '{format}'; expected json or csv."),
    };

    private static IResult Json(string track, IReadOnlyList<Analysis> analyses, bool many) => many
        ? TypedResults.Ok(analyses.Select(analysis => AnalysisDocument.Of(track, analysis)))
        : TypedResults.Ok(AnalysisDocument.Of(track, analyses[0]));

    private static FileContentHttpResult Table(string track, IReadOnlyList<Analysis> analyses, bool many)
    {
        using var table = new MemoryStream();
        AnalysisTable.Write(table, analyses.Select(analysis => analysis with { Track = track }));
        return TypedResults.Bytes(table.ToArray(), Csv);
    }
}
