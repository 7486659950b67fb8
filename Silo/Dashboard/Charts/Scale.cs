namespace NeuralDA.Silo.Dashboard.Charts;

/// <summary>Maps an interval of values to one of a drawing.</summary>
internal sealed class Scale
{
    private readonly double _from, _to;

    public Scale(IEnumerable<double> values, double from, double to)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (least, most) = (finite.Min(), finite.Max());
        var margin = most > least ? 0.04 * (most - least) : 0.5;
        (Least, Most, _from, _to) = (least - margin, most + margin, from, to);
    }

    public double Least { get; }

    public double Most { get; }

    public double At(double value) => _from + (Math.Clamp(value, Least, Most) - Least) / (Most - Least) * (_to - _from);

    public string Text(double value) => Shown.At(At(value));

    /// <summary>A few round values within.</summary>
    public IEnumerable<double> Ticks(int about)
    {
        var raw = (Most - Least) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (var i = Math.Ceiling(Least / step); i * step <= Most; i++) yield return i == 0 ? 0 : i * step;
    }
}
