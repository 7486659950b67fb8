using NeuralDA.Cli.Demo;

namespace NeuralDA.Cli.Plots;

/// <summary>The pictures of a demo run.</summary>
internal static class DemoPlots
{
    /// <summary>Saves them.</summary>
    /// <param name="folder">The folder, created where missing.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plotted">The tracks that get a picture of their own; they keep their analyses.</param>
    /// <param name="tracks">All tracks.</param>
    /// <returns>The files written.</returns>
    public static List<string> Save(
        string folder, DemoScenario scenario, IReadOnlyList<DemoTrack> plotted, IReadOnlyList<DemoTrack> tracks)
    {
        Directory.CreateDirectory(folder);
        PlotStyle.UseOwnFont();
        var files = new List<string>();
        foreach (var track in plotted.Where(track => track.Windows.Count > 0))
        {
            files.Add(Path.Combine(folder, $"{track.Id}.png"));
            TrackPlot.Save(files[^1], track, scenario.Prior.Description);
        }
        files.Add(Path.Combine(folder, "errors.png"));
        ErrorPlot.Save(files[^1], scenario, tracks);
        return files;
    }
}
