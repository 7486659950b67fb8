using System.Runtime.Intrinsics;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>What this machine's vector units are: the one place where it is asked.</summary>
public static class MachineVectors
{
    /// <summary>The width in bits of the widest vectors that the hardware computes with; at least 128.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
