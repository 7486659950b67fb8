using System.Buffers.Binary;
using System.Text;

namespace NeuralDA.Tests.Support;

/// <summary>Safetensors files put together by hand, right or wrong.</summary>
internal static class SafeTensorsFile
{
    /// <summary>A file of any header text and any data.</summary>
    public static byte[] Of(string header, params byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }

    /// <summary>The header text of a file.</summary>
    public static string HeaderOf(byte[] file) => Encoding.UTF8.GetString(file, sizeof(long), HeaderLength(file));

    /// <summary>The file with another header text over the same data.</summary>
    public static byte[] WithHeader(byte[] file, string header) => Of(header, file[(sizeof(long) + HeaderLength(file))..]);

    /// <summary>The length of a file's header in bytes.</summary>
    public static int HeaderLength(byte[] file) => (int)BinaryPrimitives.ReadInt64LittleEndian(file);
}
