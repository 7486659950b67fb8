using NeuralDA.Assimilation.Networks;

namespace NeuralDA.Assimilation.Priors;

/// <summary>Takes tensors out of a file, with messages that say what was expected.</summary>
internal static class PriorTensors
{
    public static float[] Get(IReadOnlyDictionary<string, NamedTensor> tensors, string name, params ReadOnlySpan<int> shape)
    {
        var expected = string.Join(", ", shape.ToArray());
        if (!tensors.TryGetValue(name, out var tensor)) throw new FormatException($"tensor '{name}' [{expected}] is missing");
        if (!shape.SequenceEqual([.. tensor.Shape]))
            throw new FormatException($"tensor '{name}' is [{string.Join(", ", tensor.Shape)}]; expected [{expected}]");
        if (!tensor.Elements.All(float.IsFinite)) throw new FormatException($"tensor '{name}' has elements that are not finite");
        return tensor.Elements;
    }

    public static double[] GetDoubles(IReadOnlyDictionary<string, NamedTensor> tensors, string name, params ReadOnlySpan<int> shape) =>
        Array.ConvertAll(Get(tensors, name, shape), element => (double)element);

    public static NamedTensor FromDoubles(double[] elements, params int[] shape) =>
        new(shape, Array.ConvertAll(elements, element => (float)element));
}
