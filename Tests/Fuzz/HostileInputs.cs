using System.Globalization;
using System.Text;
using NeuralDA.Grains.Interfaces.Windows;
using Orleans.Serialization;

namespace NeuralDA.Tests.Fuzz;

/// <summary>Batches on the wire and bodies of text as a broken, careless or hostile writer would send them, from a seed.</summary>
internal sealed class HostileInputs(int seed, Serializer<ObservationBatch> serializer)
{
    private const int MostObservations = 12;

    private static readonly double[] Numbers =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon,
        0, -0.0, -1, 1e-300, 1e300, 1e18, long.MinValue, int.MaxValue,
    ];

    private static readonly string?[] Names =
    [
        null, "", " ", "u0", "U1", "u1 ", "u1\0", "u1,u2", "\"u1", "\ud800", "time", "../../etc/passwd", "=1+1", new string('u', 129),
        new string('é', 4000),
    ];

    private static readonly long[] Sequences =
        [-1, long.MinValue, long.MaxValue, long.MaxValue - 1, long.MaxValue - ObservationBatch.MaximumCount, int.MaxValue, 0];

    private static readonly string[] Tokens =
    [
        "NaN", "Infinity", "-Infinity", "∞", "1e999", "-1e999", "1e-999", "1,5", "0x10", "1_000", "+1", "--1", "1e", "null", "true",
        "\"\"", "''", "[]", "{}", "\0", "\uFEFF", "\u202e", "99999999999999999999999999", "1.0.0", "\"u1", "u1\"", "\r", "\n", ",,,,",
        "{\"time\":", "]]]", "\\u0000", "\\ud800",
    ];

    private readonly Random _random = new(seed);
    private double _time;

    /// <summary>A batch, or something near one.</summary>
    public ObservationBatch Batch()
    {
        var observations = new Observation[_random.Next(MostObservations + 1)];
        for (var i = 0; i < observations.Length; i++) observations[i] = Observation();
        return Rarely() switch
        {
            0 => new ObservationBatch(Name()!, NextSequence(), observations),
            1 => new ObservationBatch("w", Sequences[_random.Next(Sequences.Length)], observations),
            2 => new ObservationBatch("w", NextSequence(), null!),
            3 => new ObservationBatch("w", NextSequence(), [.. Enumerable.Repeat(Observation(), ObservationBatch.MaximumCount + 1)]),
            _ => new ObservationBatch("w", NextSequence(), observations),
        };
    }

    /// <summary>What arrives where a serialised batch is expected.</summary>
    public byte[] Wire() => _random.Next(4) == 0 ? RandomBytes() : Damaged(serializer.SerializeToArray(Batch()));

    /// <summary>What arrives where CSV is expected.</summary>
    public byte[] Csv() => Text("time,component,value,error_std\n", "{0},{1},{2},{3}\n", "");

    /// <summary>What arrives where one JSON object a line is expected.</summary>
    public byte[] Ndjson() => Text("", Object + "\n", "");

    /// <summary>What arrives where a JSON array is expected.</summary>
    public byte[] Json() => Text("[", Object + ",", Object + "]");

    private const string Object = """{{"time":{0},"component":"{1}","value":{2},"error_std":{3}}}""";

    private byte[] Text(string begin, string line, string end)
    {
        if (_random.Next(8) == 0) return RandomBytes();
        var text = new StringBuilder(begin);
        for (var i = _random.Next(MostObservations); i >= 0; i--) Add(i == 0 && end.Length > 0 ? end : line);
        return Damaged(Encoding.UTF8.GetBytes(text.ToString()));

        void Add(string format) => text.AppendFormat(
            CultureInfo.InvariantCulture, format, Token(_time += 0.025), Token("u1"), Token(1.5), Token(0.5));
    }

    private Observation Observation() => new(
        Number(_time += 0.01), Rarely() == 0 ? Name()! : $"u{_random.Next(1, 4)}", Number(10 * _random.NextDouble() - 5),
        Number(0.1 + _random.NextDouble()), Rarely() == 0 ? Name() : null);

    private string? Name() => Names[_random.Next(Names.Length)];

    private byte[] Damaged(byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var i = _random.Next(4); i > 0 && damaged.Count > 0; i--)
        {
            var at = _random.Next(damaged.Count);
            switch (_random.Next(5))
            {
                case 0: damaged[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: damaged[at] = (byte)_random.Next(256); break;
                case 2: damaged.Insert(at, (byte)_random.Next(256)); break;
                case 3: damaged.RemoveRange(at, damaged.Count - at); break;
                default: damaged.InsertRange(at, damaged.GetRange(at, Math.Min(damaged.Count - at, 8))); break;
            }
        }
        return [.. damaged];
    }

    private byte[] RandomBytes()
    {
        var bytes = new byte[_random.Next(200)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private object Token(object usual) => Rarely() == 0 ? Tokens[_random.Next(Tokens.Length)] : usual;

    private double Number(double usual) => Rarely() == 0 ? Numbers[_random.Next(Numbers.Length)] : usual;

    private long NextSequence() => _random.NextInt64(1L << 40);

    /// <summary>Below four in one case of five.</summary>
    private int Rarely() => _random.Next(20);
}
