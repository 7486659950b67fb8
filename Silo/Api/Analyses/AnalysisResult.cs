using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NeuralDA.Client;
using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Api.Analyses;

/// <summary>Analyses in the form that a request asks for.</summary>
internal static class AnalysisResult
{
    public const string Csv = "text/csv";
    public const string NetCdf = "application/x-netcdf";
    public const string Parquet = "application/vnd.apache.parquet";

    /// <summary>Answers with analyses of a track.</summary>
    public delegate Task<IResult> Form(IReadOnlyList<Analysis> analyses, bool many);

    /// <summary>The form asked for by <c>format</c>, else by the Accept header, else JSON.</summary>
    /// <exception cref="BadHttpRequestException">There is no such form.</exception>
    public static Form Of(string? format, HttpRequest request, NeuralDAClient client) => (format ?? Accepted(request)) switch
    {
        "json" => (analyses, many) => Task.FromResult(Json(analyses, many)),
        "csv" => (analyses, _) => Task.FromResult<IResult>(Table(analyses)),
        "parquet" => async (analyses, _) => await ColumnsAsync(analyses),
        "netcdf" => async (analyses, _) => await NetCdfAsync(analyses, client, request.HttpContext.RequestAborted),
        var unknown => throw new BadHttpRequestException($"The format is '{unknown}'; expected json, csv, netcdf or parquet."),
    };

    private static string Accepted(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Contains(Csv, StringComparison.OrdinalIgnoreCase)) return "csv";
        if (accept.Contains(NetCdf, StringComparison.OrdinalIgnoreCase)) return "netcdf";
        return accept.Contains(Parquet, StringComparison.OrdinalIgnoreCase) ? "parquet" : "json";
    }

    private static IResult Json(IReadOnlyList<Analysis> analyses, bool many) => many
        ? TypedResults.Ok(analyses.Select(AnalysisDocument.Of))
        : TypedResults.Ok(AnalysisDocument.Of(analyses[0]));

    private static FileContentHttpResult Table(IReadOnlyList<Analysis> analyses)
    {
        using var table = new MemoryStream();
        AnalysisTable.Write(table, analyses);
        return TypedResults.Bytes(table.ToArray(), Csv);
    }

    private static async Task<FileContentHttpResult> ColumnsAsync(IReadOnlyList<Analysis> analyses)
    {
        using var columns = new MemoryStream();
        await AnalysisParquet.WriteAsync(columns, analyses);
        return TypedResults.Bytes(columns.ToArray(), Parquet);
    }

    private static async Task<IResult> NetCdfAsync(
        IReadOnlyList<Analysis> analyses, NeuralDAClient client, CancellationToken cancellationToken)
    {
        if (analyses.Count == 0) return TypedResults.Problem("There are no such analyses.", statusCode: StatusCodes.Status404NotFound);
        var prior = await client.PriorAsync(analyses[0].PriorName, cancellationToken);
        return TypedResults.Bytes(AnalysisNetCdf.Write(analyses, prior.Units), NetCdf);
    }
}
