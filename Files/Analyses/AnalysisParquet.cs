using NeuralDA.Grains.Interfaces.Windows;
using Parquet;
using Parquet.Schema;

namespace NeuralDA.Files.Analyses;

/// <summary>Analyses as Parquet with the columns of <see cref="AnalysisTable"/>, one row group.</summary>
public static class AnalysisParquet
{
    /// <summary>Writes a file.</summary>
    /// <param name="content">Where it goes.</param>
    /// <param name="analyses">The analyses.</param>
    public static async Task WriteAsync(Stream content, IEnumerable<Analysis> analyses)
    {
        var rows = analyses.SelectMany(RowsOf).ToList();
        DataField[] fields =
        [
            new DataField<string>("track", nullable: false), new DataField<double>("begin"), new DataField<double>("end"),
            new DataField<int>("revision"), new DataField<double>("time"), new DataField<string>("component", nullable: false),
            new DataField<float>("mean"), new DataField<float>("std"),
        ];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), content).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(fields[0], rows.ConvertAll(row => row.Analysis.Track)).ConfigureAwait(false);
        await NumbersAsync(1, row => row.Analysis.Begin).ConfigureAwait(false);
        await NumbersAsync(2, row => row.Analysis.End).ConfigureAwait(false);
        await NumbersAsync(3, row => row.Analysis.Revision).ConfigureAwait(false);
        await NumbersAsync(4, row => row.Analysis.Begin + row.Index / row.Components * row.Analysis.TimeStep).ConfigureAwait(false);
        await group.WriteAsync(fields[5], rows.ConvertAll(row => row.Analysis.Components[row.Index % row.Components])).ConfigureAwait(false);
        await NumbersAsync(6, row => row.Analysis.FinalMean()[row.Index]).ConfigureAwait(false);
        await NumbersAsync(7, row => row.Analysis.FinalStandardDeviation()[row.Index]).ConfigureAwait(false);
        group.CompleteValidate();

        Task NumbersAsync<T>(int field, Func<Row, T> value) where T : struct =>
            group.WriteAsync<T>(fields[field], rows.Select(value).ToArray().AsMemory());
    }

    private static IEnumerable<Row> RowsOf(Analysis analysis) =>
        Enumerable.Range(0, analysis.Mean.Count).Select(index => new Row(analysis, index));

    private readonly record struct Row(Analysis Analysis, int Index)
    {
        public int Components => Analysis.Components.Length;
    }
}
