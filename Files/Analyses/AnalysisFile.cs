using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Analyses;

/// <summary>Files of analyses, CSV as in <see cref="AnalysisTable"/>.</summary>
public static class AnalysisFile
{
    /// <summary>Writes a file; the folder is created where missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="analyses">The analyses.</param>
    public static void Write(string path, IEnumerable<Analysis> analyses) => AnalysisTable.Write(OutputFile.Create(path), analyses);
}
