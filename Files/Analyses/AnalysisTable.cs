using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Analyses;

/// <summary>
/// Analyses as CSV, <c>track,begin,end,revision,time,component,mean,std</c>, physical units and model time units.
/// </summary>
public static class AnalysisTable
{
    /// <summary>Writes a table.</summary>
    /// <param name="content">Where it goes; it is disposed at the end.</param>
    /// <param name="analyses">The analyses; where the Gauss-Newton steps were asked for, what they gave.</param>
    public static void Write(Stream content, IEnumerable<Analysis> analyses)
    {
        using var table = new TableWriter(content, "track", "begin", "end", "revision", "time", "component", "mean", "std");
        foreach (var analysis in analyses)
        {
            var (mean, deviation) = (analysis.FinalMean(), analysis.FinalStandardDeviation());
            for (var i = 0; i < mean.Count; i++)
            {
                var (step, component) = (i / analysis.Components.Length, i % analysis.Components.Length);
                table.Add(analysis.Track).Add(analysis.Begin).Add(analysis.End).Add(analysis.Revision)
                    .Add(analysis.Begin + step * analysis.TimeStep).Add(analysis.Components[component])
                    .Add(mean[i]).Add(deviation[i]).EndLine();
            }
        }
    }
}
