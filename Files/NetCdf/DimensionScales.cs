using System.Buffers.Binary;
using System.Numerics;

namespace NeuralDA.Files.NetCdf;

/// <summary>
/// Marks dimension scales in an HDF5 file. The HDF5 library takes a dataset for a scale if its attribute CLASS is a string of exactly
/// 16 bytes, and PureHDF gives all strings of a file one size, which other attributes need longer. So the size of CLASS is corrected
/// afterwards, and with it the checksum of the object header around it.
/// </summary>
/// <remarks>
/// HDF5 File Format Specification 3.0, sections IV.A.1.b (object header), IV.A.2.d (datatype), IV.A.2.m (attribute, version 3).
/// </remarks>
internal static class DimensionScales
{
    public const string Class = "CLASS";
    public const string Scale = "DIMENSION_SCALE";
    public const int ClassSize = 16;

    private const int SizeInDatatype = 4;
    private const int PartSize = 12;

    public static void Mark(Span<byte> file)
    {
        var name = "CLASS\0"u8;
        for (var begin = 0; file[begin..].IndexOf(name) is >= 0 and var next; begin += name.Length)
        {
            begin += next;
            var headerBegin = file[..begin].LastIndexOf("OHDR"u8);
            var headerEnd = headerBegin + HeaderLength(file[headerBegin..]);
            BinaryPrimitives.WriteInt32LittleEndian(file[(begin + name.Length + SizeInDatatype)..], ClassSize);
            BinaryPrimitives.WriteUInt32LittleEndian(file[headerEnd..], Checksum(file[headerBegin..headerEnd]));
        }
    }

    /// <summary>Bytes of an object header before its checksum.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> header)
    {
        const int Flags = 5, Times = 16, PhaseChange = 4;
        var flags = header[Flags];
        var at = Flags + 1 + ((flags & 0x20) != 0 ? Times : 0) + ((flags & 0x10) != 0 ? PhaseChange : 0);
        var sizeOfSize = 1 << (flags & 3);
        Span<byte> size = stackalloc byte[sizeof(long)];
        header.Slice(at, sizeOfSize).CopyTo(size);
        return at + sizeOfSize + (int)BinaryPrimitives.ReadInt64LittleEndian(size);
    }

    /// <summary>The checksum of HDF5's metadata: Bob Jenkins' lookup3 with initial value 0.</summary>
    private static uint Checksum(ReadOnlySpan<byte> key)
    {
        var a = 0xdeadbeef + (uint)key.Length;
        var (b, c) = (a, a);
        for (; key.Length > PartSize; key = key[PartSize..])
        {
            Add(key, ref a, ref b, ref c);
            a = (a - c) ^ BitOperations.RotateLeft(c, 4);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8);
            b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4);
            b += a;
        }
        Span<byte> last = stackalloc byte[PartSize];
        key.CopyTo(last);
        Add(last, ref a, ref b, ref c);
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }

    private static void Add(ReadOnlySpan<byte> part, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(part);
        b += BinaryPrimitives.ReadUInt32LittleEndian(part[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(part[8..]);
    }
}
