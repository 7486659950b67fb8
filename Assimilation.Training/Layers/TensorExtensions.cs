using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Layers;

internal static class TensorExtensions
{
    // TorchSharp's own a + b makes a Scalar for the factor 1 that nothing keeps alive during the native call: a garbage
    // collection at that moment frees it, and the addition fails. This one is never freed.
    private static readonly Scalar One = 1f;

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>Scales by a number, as a tensor of its own for the same reason.</summary>
    public static Tensor Times(this Tensor a, double factor) => a * tensor((float)factor);

    /// <summary>The native memory of a contiguous float32 tensor, without a copy.</summary>
    public static Span<float> AsFloats(this Span<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
