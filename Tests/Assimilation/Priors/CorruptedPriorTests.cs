using System.Text.Json.Nodes;
using CsCheck;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

/// <summary>
/// Files that nearly are priors: each is refused as <see cref="InvalidPriorException"/>, or it is a prior that assimilates.
/// </summary>
public class CorruptedPriorTests
{
    private static readonly byte[] Valid = TestPriors.Pendulum.Save();

    [Fact]
    public void Flipped_bits_of_the_header() =>
        Gen.Int[0, 8 * (sizeof(long) + SafeTensorsFile.HeaderLength(Valid)) - 1].Array[1, 3].Sample(bits =>
        {
            var file = (byte[])Valid.Clone();
            foreach (var bit in bits) file[bit / 8] ^= (byte)(1 << bit % 8);
            AssertRefusedOrUsable(file);
        }, iter: 1000);

    [Fact]
    public void Flipped_bits_of_the_data() => Gen.Int[0, 8 * Valid.Length - 1].Array[1, 8].Sample(bits =>
    {
        var file = (byte[])Valid.Clone();
        foreach (var bit in bits) file[bit / 8] ^= (byte)(1 << bit % 8);
        AssertRefusedOrUsable(file);
    }, iter: 300);

    [Fact]
    public void Truncations() => Gen.Int[0, Valid.Length - 1].Sample(length =>
        Assert.Throws<InvalidPriorException>(() => Prior.Load(Valid.AsSpan(0, length))), iter: 300);

    [Fact]
    public void Each_value_of_the_description_replaced_by_others()
    {
        var file = SafeTensors.Read(Valid);
        var paths = Paths(JsonNode.Parse(file.Metadata["description"])!).ToArray();
        Assert.True(paths.Length > 20, "the description was not walked");
        string?[] values = [null, "null", "0", "-1", "1e9", "2000000000", "\"\"", "\"x\"", "[]", "{}", "[null]"];
        foreach (var path in paths)
        {
            foreach (var value in values)
            {
                var description = Replace(JsonNode.Parse(file.Metadata["description"])!, path, value);
                var metadata = new Dictionary<string, string>(file.Metadata) { ["description"] = description };
                AssertRefusedOrUsable((file with { Metadata = metadata }).Write(), $"{string.Join('.', path)} := {value}");
            }
        }
    }

    private static void AssertRefusedOrUsable(byte[] file, string what = "")
    {
        try
        {
            var prior = Prior.Load(file);
            _ = new WindowAssimilator(prior).Assimilate([new WindowProblem([new(1.5, 0, 0.1, 0.1)])]);
        }
        catch (InvalidPriorException error)
        {
            Assert.DoesNotContain('\n', error.Message);
        }
        catch (Exception error)
        {
            Assert.Fail($"{what}: {error}");
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode node, params string[] path)
    {
        IEnumerable<(string Key, JsonNode? Value)> children = node switch
        {
            JsonObject o => o.Select(entry => (entry.Key, entry.Value)),
            JsonArray a => a.Select((value, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), value)),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            yield return [.. path, key];
            if (value is null) continue;
            foreach (var below in Paths(value, [.. path, key])) yield return below;
        }
    }

    // The JSON with the value at the path replaced, or left out where the value is null.
    private static string Replace(JsonNode root, string[] path, string? value)
    {
        var parent = path[..^1].Aggregate(root, (node, key) => node is JsonArray a ? a[int.Parse(key, null)]! : node[key]!);
        if (parent is JsonArray array)
        {
            var index = int.Parse(path[^1], null);
            if (value is null) array.RemoveAt(index);
            else array[index] = JsonNode.Parse(value);
        }
        else if (value is null) ((JsonObject)parent).Remove(path[^1]);
        else parent[path[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
