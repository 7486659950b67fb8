using System.Runtime.InteropServices;

namespace NeuralDA.Assimilation.Training.Layers;

internal static class TensorBytes
{
    /// <summary>The native memory of a contiguous float32 tensor, without a copy.</summary>
    public static Span<float> AsFloats(this Span<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
