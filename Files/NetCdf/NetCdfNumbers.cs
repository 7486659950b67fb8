using System.Numerics;
using PureHDF;

namespace NeuralDA.Files.NetCdf;

/// <summary>Numbers of NetCDF-4 variables and attributes, as float64 whatever they are kept as.</summary>
internal static class NetCdfNumbers
{
    private const long MostValues = 50_000_000;

    /// <summary>
    /// A variable's values: missing ones (_FillValue, missing_value) are NaN, packed ones (scale_factor, add_offset) are unpacked.
    /// </summary>
    public static double[] Numbers(this IH5Dataset variable)
    {
        var count = variable.Space.Dimensions.Aggregate(1.0, (product, length) => product * length);
        if (count > MostValues) throw new InvalidDataException($"variable '{variable.Name}' has {count:0} values; expected at most {MostValues}");
        var values = Convert(variable.Type, new Reader(variable));
        double?[] missing = [variable.Number("_FillValue"), variable.Number("missing_value")];
        var (scale, offset) = (variable.Number("scale_factor") ?? 1, variable.Number("add_offset") ?? 0);
        for (var i = 0; i < values.Length; i++) values[i] = missing.Contains(values[i]) ? double.NaN : values[i] * scale + offset;
        return values;
    }

    /// <summary>A number in an attribute, or null where there is none.</summary>
    public static double? Number(this IH5Object item, string attribute) =>
        item.AttributeExists(attribute) && item.Attribute(attribute) is var found && found.Type.Class is not H5DataTypeClass.String
            ? Convert(found.Type, new AttributeReader(found)) is [var number, ..] ? number : null
            : null;

    /// <summary>Text in an attribute, or null where there is none.</summary>
    public static string? Text(this IH5Object item, string attribute) =>
        item.AttributeExists(attribute) && item.Attribute(attribute) is { Type.Class: H5DataTypeClass.String or H5DataTypeClass.VariableLength } found
            ? found.Read<string>()
            : null;

    /// <summary>Whether a variable has numbers.</summary>
    public static bool IsNumeric(this IH5Dataset variable) =>
        variable.Type.Class is H5DataTypeClass.FloatingPoint or H5DataTypeClass.FixedPoint;

    private static double[] Convert(IH5DataType type, IReader source) => (type.Class, type.Size) switch
    {
        (H5DataTypeClass.FloatingPoint, 4) => To<float>(source),
        (H5DataTypeClass.FloatingPoint, 8) => source.Read<double>(),
        (H5DataTypeClass.FixedPoint, 1) => type.FixedPoint.IsSigned ? To<sbyte>(source) : To<byte>(source),
        (H5DataTypeClass.FixedPoint, 2) => type.FixedPoint.IsSigned ? To<short>(source) : To<ushort>(source),
        (H5DataTypeClass.FixedPoint, 4) => type.FixedPoint.IsSigned ? To<int>(source) : To<uint>(source),
        (H5DataTypeClass.FixedPoint, 8) => type.FixedPoint.IsSigned ? To<long>(source) : To<ulong>(source),
        var (kind, size) => throw new InvalidDataException($"expected numbers, found {kind} of {size} bytes"),
    };

    private static double[] To<T>(IReader source) where T : unmanaged, INumber<T> =>
        Array.ConvertAll(source.Read<T>(), double.CreateChecked);

    private interface IReader
    {
        T[] Read<T>() where T : unmanaged;
    }

    private sealed class Reader(IH5Dataset variable) : IReader
    {
        public T[] Read<T>() where T : unmanaged => variable.Read<T[]>();
    }

    private sealed class AttributeReader(IH5Attribute attribute) : IReader
    {
        public T[] Read<T>() where T : unmanaged => attribute.Space.Rank == 0 ? [attribute.Read<T>()] : attribute.Read<T[]>();
    }
}
