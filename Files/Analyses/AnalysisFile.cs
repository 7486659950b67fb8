using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Analyses;

/// <summary>Files of analyses, told by their names: NetCDF-4 (.nc), Parquet (.parquet), else CSV.</summary>
public static class AnalysisFile
{
    /// <summary>Writes a file; the folder is created where missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="analyses">The analyses.</param>
    /// <param name="units">Unit of each component.</param>
    /// <exception cref="FormatException">The file's kind cannot hold them.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<Analysis> analyses, IReadOnlyList<string> units)
    {
        switch (Path.GetExtension(path).ToUpperInvariant())
        {
            case ".NC":
                var content = AnalysisNetCdf.Write(RequireOneTrack(path, analyses), units);
                await using (var file = OutputFile.Create(path)) await file.WriteAsync(content).ConfigureAwait(false);
                break;
            case ".PARQUET":
                await using (var file = OutputFile.Create(path)) await AnalysisParquet.WriteAsync(file, analyses).ConfigureAwait(false);
                break;
            default:
                AnalysisTable.Write(OutputFile.Create(path), analyses);
                break;
        }
    }

    private static IReadOnlyList<Analysis> RequireOneTrack(string path, IReadOnlyList<Analysis> analyses) =>
        analyses.Select(analysis => analysis.Track).Distinct().Count() == 1
            ? analyses
            : throw new FormatException($"{path}: a NetCDF file holds the analyses of one track; use .csv or .parquet for several.");
}
