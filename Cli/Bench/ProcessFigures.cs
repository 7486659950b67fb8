using System.Globalization;

namespace NeuralDA.Cli.Bench;

/// <summary>What the kernel counts for this process.</summary>
internal static class ProcessFigures
{
    private const string File = "/proc/self/io", WriteBytes = "write_bytes: ";

    /// <summary>Bytes sent to disks so far; null on other systems than Linux.</summary>
    public static long? BytesWritten()
    {
        if (!System.IO.File.Exists(File)) return null;
        var line = System.IO.File.ReadLines(File).First(each => each.StartsWith(WriteBytes, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(WriteBytes.Length), CultureInfo.InvariantCulture);
    }
}
