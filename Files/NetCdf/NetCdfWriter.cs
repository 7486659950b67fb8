using PureHDF;

namespace NeuralDA.Files.NetCdf;

/// <summary>
/// Builds a NetCDF-4 file: an HDF5 file whose dimensions are dimension scales. Text is in attributes only.
/// </summary>
internal sealed class NetCdfWriter
{
    private readonly H5File _file = new();
    private readonly Dictionary<string, (H5Dataset Scale, int Length)> _scales = [];
    private int _longestText;

    /// <summary>Adds an attribute of the file.</summary>
    public void Attribute(string name, object value) => Describe(_file, [(name, value)]);

    /// <summary>Adds a dimension with the variable of its coordinates.</summary>
    public void Dimension<T>(string name, T[] coordinates, params (string Name, object Value)[] attributes) where T : unmanaged
    {
        var scale = new H5Dataset(coordinates);
        Describe(
            scale, [(DimensionScales.Class, DimensionScales.Scale), ("NAME", name), ("_Netcdf4Dimid", _scales.Count), .. attributes]);
        _scales.Add(name, (scale, coordinates.Length));
        _file[name] = scale;
    }

    /// <summary>Adds a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, the last dimension running fastest.</param>
    /// <param name="dimensions">Names of its dimensions.</param>
    /// <param name="attributes">What there is to say.</param>
    public void Variable<T>(string name, T[] values, string[] dimensions, params (string Name, object Value)[] attributes)
        where T : unmanaged
    {
        var scales = Array.ConvertAll(dimensions, dimension => _scales[dimension]);
        var variable = new H5Dataset(values, fileDims: Array.ConvertAll(scales, each => (ulong)each.Length));
        Describe(variable, attributes);
        variable.Attributes["DIMENSION_LIST"] = Array.ConvertAll(scales, each => new H5ObjectReference[] { each.Scale });
        _file[name] = variable;
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        using var content = new MemoryStream();
        _file.Write(content, new H5WriteOptions(DefaultStringLength: Math.Max(_longestText, DimensionScales.ClassSize)));
        var bytes = content.ToArray();
        DimensionScales.Mark(bytes);
        return bytes;
    }

    private void Describe(H5Object target, IEnumerable<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            target.Attributes[name] = value;
            if (value is string text) _longestText = Math.Max(_longestText, System.Text.Encoding.UTF8.GetByteCount(text) + 1);
        }
    }
}
