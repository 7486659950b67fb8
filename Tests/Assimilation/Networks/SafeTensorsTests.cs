using CsCheck;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Networks;

public class SafeTensorsTests
{
    private static readonly Gen<SafeTensors> Files =
        from names in Gen.String[1, 9].HashSet[0, 4]
        from shapes in Gen.Int[0, 4].Array[0, 3].Array[names.Count]
        from tensors in shapes.Aggregate(Gen.Const(Array.Empty<NamedTensor>()), (before, shape) => Gen.Select(
            before, Gen.Float.Array[shape.Aggregate(1, (product, size) => product * size)],
            (list, elements) => (NamedTensor[])[.. list, new NamedTensor(shape, elements)]))
        from metadata in Gen.Dictionary(Gen.String[0, 9], Gen.String[0, 20])[0, 3]
        where names.All(IsText) && metadata.All(entry => IsText(entry.Key) && IsText(entry.Value))
        select new SafeTensors(names.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second), metadata);

    private static readonly byte[] Valid = new SafeTensors(
        new Dictionary<string, NamedTensor> { ["a"] = new([2, 3], [1, 2, 3, 4, 5, 6]), ["b"] = new([1], [7]) },
        new Dictionary<string, string> { ["format"] = "test" }).Write();

    [Fact]
    public void Written_file_is_read_again() => Files.Sample(file =>
    {
        var read = SafeTensors.Read(file.Write());
        Assert.Equal(file.Metadata, read.Metadata);
        Assert.Equal(file.Tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach (var (name, tensor) in file.Tensors)
        {
            Assert.Equal(tensor.Shape, read.Tensors[name].Shape);
            // Bit by bit, so that the sign of zero and the payload of a NaN count.
            Assert.Equal(tensor.Elements.Select(BitConverter.SingleToInt32Bits),
                read.Tensors[name].Elements.Select(BitConverter.SingleToInt32Bits));
        }
        Assert.Equal(file.Write(), read.Write());
    });

    [Fact]
    public void Data_begins_at_a_multiple_of_eight() =>
        Files.Sample(file => Assert.Equal(0, SafeTensorsFile.HeaderLength(file.Write()) % 8));

    [Theory]
    [InlineData("{ ", "the header is not that of a safetensors file: ")]
    [InlineData("[1]", "the header is not that of a safetensors file: ")]
    [InlineData("""{"a":3}""", "the header is not that of a safetensors file: ")]
    [InlineData("""{"__metadata__":{"a":3}}""", "the header is not that of a safetensors file: ")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "the header is not that of a safetensors file: ")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", "tensor 'a' has type F64; expected F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor 'a' of shape [2] lies at [0,4] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""",
        "tensor 'a' of shape [3] lies at [0,12] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""",
        "tensor 'a' of shape [1] lies at [-4,0] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}""", "tensor 'a' of shape [1] lies at [4] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""",
        "tensor 'a' of shape [-1,-1] lies at [0,4] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""",
        "tensor 'a' of shape [2147483647,2147483647,2147483647] lies at [0,4] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""",
        "tensor 'a' of shape [65536,65536,65536,65536] lies at [0,0] of 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""",
        "tensor 'a' of shape [1.5] lies at [0,4] of 8 bytes")]
    public void Wrong_header_is_refused_with_the_place(string header, string message) => Assert.StartsWith(
        message, Assert.Throws<FormatException>(() => SafeTensors.Read(SafeTensorsFile.Of(header, new byte[8]))).Message);

    [Fact]
    public void File_shorter_than_a_header_length_is_refused() => Assert.Equal(
        "the file has 3 bytes; a header length takes 8",
        Assert.Throws<FormatException>(() => SafeTensors.Read(new byte[3])).Message);

    [Fact]
    public void Header_longer_than_the_file_is_refused() => Assert.Equal(
        $"the header is said to have {SafeTensorsFile.HeaderLength(Valid)} bytes, the file has 20",
        Assert.Throws<FormatException>(() => SafeTensors.Read(Valid.AsSpan(0, 20))).Message);

    [Fact]
    public void Random_bytes_are_refused_as_a_matter_of_format() => Gen.Byte.Array[0, 200].Sample(RefusesOrReads);

    [Fact]
    public void Random_header_text_is_refused_as_a_matter_of_format() =>
        Gen.Char["{}[]\":,aF32\\u-10.e "].Array[0, 60].Sample(text =>
            RefusesOrReads(SafeTensorsFile.Of(new string(text), new byte[8])));

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (var length = 0; length < Valid.Length; length++)
            Assert.Throws<FormatException>(() => SafeTensors.Read(Valid.AsSpan(0, length)));
    }

    [Fact]
    public void Flipped_bits_are_refused_as_a_matter_of_format_or_read() =>
        Gen.Int[0, 8 * Valid.Length - 1].Array[1, 4].Sample(bits =>
        {
            var file = (byte[])Valid.Clone();
            foreach (var bit in bits) file[bit / 8] ^= (byte)(1 << bit % 8);
            RefusesOrReads(file);
        }, iter: 5000);

    private static void RefusesOrReads(byte[] file)
    {
        try
        {
            var read = SafeTensors.Read(file);
            foreach (var tensor in read.Tensors.Values)
                Assert.Equal(tensor.Elements.Length, tensor.Shape.Aggregate(1L, (product, size) => product * size));
        }
        catch (FormatException)
        {
        }
    }

    private static bool IsText(string text)
    {
        // A surrogate on its own is no text and has no UTF-8 form.
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) return false;
        }
        return true;
    }
}
