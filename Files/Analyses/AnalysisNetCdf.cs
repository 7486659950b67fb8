using NeuralDA.Files.NetCdf;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Analyses;

/// <summary>
/// Analyses of one track as NetCDF-4 with CF attributes. One analysis has the dimension time; several have window and step, with the
/// time of each as a coordinate. Each component is a variable, with its standard deviation in NAME_std. Observations are on a dimension
/// of their own, with the departures and flags that the analyses gave them.
/// </summary>
public static class AnalysisNetCdf
{
    private const string Observation = "observation";

    /// <summary>Makes a file.</summary>
    /// <param name="analyses">At least one, of one track and one prior.</param>
    /// <param name="units">Unit of each component.</param>
    public static byte[] Write(IReadOnlyList<Analysis> analyses, IReadOnlyList<string> units)
    {
        if (analyses.Count == 0) throw new ArgumentException("There is no analysis; expected at least one.", nameof(analyses));
        var file = new NetCdfWriter();
        var first = analyses[0];
        file.Attribute("Conventions", "CF-1.10");
        file.Attribute("title", $"Analyses of track {first.Track}");
        file.Attribute("source", $"NeuralDA, prior {first.PriorName}");
        var dimensions = analyses.Count == 1 ? AddOne(file, first) : AddWindows(file, analyses);
        for (var component = 0; component < first.Components.Length; component++)
            AddComponent(file, analyses, component, units[component], dimensions);
        AddObservations(file, analyses);
        return file.ToArray();
    }

    private static string[] AddOne(NetCdfWriter file, Analysis analysis)
    {
        file.Dimension("time", TimesOf(analysis), ("long_name", "model time"), ("units", "1"), ("axis", "T"));
        foreach (var (name, value, _) in Facts) file.Attribute(name, value(analysis));
        return ["time"];
    }

    private static string[] AddWindows(NetCdfWriter file, IReadOnlyList<Analysis> analyses)
    {
        file.Dimension("window", [.. analyses.Select(analysis => analysis.Window)], ("long_name", "window index"));
        file.Dimension("step", [.. Enumerable.Range(0, analyses[0].Steps)], ("long_name", "step within the window"));
        file.Variable("time", [.. analyses.SelectMany(TimesOf)], ["window", "step"], ("long_name", "model time"), ("units", "1"));
        foreach (var (name, value, description) in Facts)
            file.Variable(name, [.. analyses.Select(value)], ["window"], ("long_name", description), ("units", "1"));
        return ["window", "step"];
    }

    private static void AddComponent(
        NetCdfWriter file, IReadOnlyList<Analysis> analyses, int component, string unit, string[] dimensions)
    {
        var name = analyses[0].Components[component];
        file.Variable(
            name, Column(analysis => analysis.FinalMean()), dimensions,
            ("long_name", $"analysis of {name}"), ("units", unit), ("ancillary_variables", $"{name}_std"), ("coordinates", "time"));
        file.Variable(
            $"{name}_std", Column(analysis => analysis.FinalStandardDeviation()), dimensions,
            ("long_name", $"standard deviation of {name}"), ("units", unit), ("coordinates", "time"));

        float[] Column(Func<Analysis, Grains.Interfaces.Serialization.FloatBlob> field) => [.. analyses.SelectMany(analysis =>
            Enumerable.Range(0, analysis.Steps).Select(step => field(analysis)[step * analysis.Components.Length + component]))];
    }

    private static void AddObservations(NetCdfWriter file, IReadOnlyList<Analysis> analyses)
    {
        var all = analyses.SelectMany((analysis, index) => analysis.Observations.Select(outcome => (Window: index, Outcome: outcome))).ToList();
        if (all.Count == 0) return;
        file.Dimension(Observation, [.. Enumerable.Range(0, all.Count)], ("long_name", "observation index"));
        if (analyses.Count > 1)
            Add("observation_window", each => each.Window, ("long_name", "place of its window"), ("instance_dimension", "window"));
        Add("observation_time", each => each.Outcome.Time, ("long_name", "valid time"), ("units", "1"));
        Add("observation_component", each => (sbyte)each.Outcome.Component, Flags("observed component", analyses[0].Components));
        Add("observation_value", each => each.Outcome.Value, ("long_name", "measured value"));
        Add("observation_error_std", each => each.Outcome.ErrorStandardDeviation, ("long_name", "standard deviation of its error"));
        Add("o_minus_b", each => each.Outcome.OMinusB, ("long_name", "observation minus background"));
        Add("o_minus_a", each => each.Outcome.OMinusA, ("long_name", "observation minus analysis"));
        Add("observation_refused", each => (sbyte)(each.Outcome.Refused is { } reason ? 1 + (int)reason : 0),
            Flags("why it was not used", ["used", .. Enum.GetNames<RefusalReason>()]));

        void Add<T>(
            string name, Func<(int Window, ObservationOutcome Outcome), T> value, params (string Name, object Value)[] attributes)
            where T : unmanaged => file.Variable(name, [.. all.Select(value)], [Observation], attributes);
    }

    private static (string Name, object Value)[] Flags(string description, string[] meanings) =>
    [
        ("long_name", description), ("flag_values", Enumerable.Range(0, meanings.Length).Select(i => (sbyte)i).ToArray()),
        ("flag_meanings", string.Join(' ', meanings)),
    ];

    private static readonly (string Name, Func<Analysis, double> Value, string Description)[] Facts =
    [
        ("sequence", analysis => analysis.Sequence, "number of the analysis within the track"),
        ("revision", analysis => analysis.Revision, "revision of the window"),
        ("begin", analysis => analysis.Begin, "begin of the window, inclusive"),
        ("end", analysis => analysis.End, "end of the window, exclusive"),
        ("prior_version", analysis => analysis.PriorVersion, "version of the prior"),
        ("chi_square", analysis => analysis.ChiSquare, "chi-square of the innovations"),
        ("degrees_of_freedom_for_signal", analysis => analysis.DegreesOfFreedomForSignal, "independent values determined"),
        ("cost_before", analysis => analysis.CostBefore, "cost at the background"),
        ("cost_after", analysis => analysis.CostAfter, "cost at the analysis"),
    ];

    private static double[] TimesOf(Analysis analysis) =>
        [.. Enumerable.Range(0, analysis.Steps).Select(step => analysis.Begin + step * analysis.TimeStep)];
}
