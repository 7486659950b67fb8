using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>
/// An array of lanes that begins at a cache line, so that no vector lies across two: a band solve takes half the time of one
/// on an ordinary array, whose elements begin anywhere.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class LaneArray<V> where V : struct, ILane<V>
{
    private const int CacheLine = 64;

    private readonly byte[] _memory;
    private readonly int _begin;

    /// <summary>Makes an array of zeros.</summary>
    /// <param name="length">The number of elements.</param>
    public LaneArray(int length)
    {
        // Pinned memory is not moved, so it stays aligned.
        _memory = GC.AllocateArray<byte>(checked(length * Unsafe.SizeOf<V>() + 2 * CacheLine), pinned: true);
        _begin = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) & (CacheLine - 1));
        Length = length;
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements.</summary>
    public Span<V> Span => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, V>(ref _memory[_begin]), Length);

    /// <summary>The elements and a cache line beyond them, so that a vector may begin at any of them.</summary>
    internal Span<V> SpanAndBeyond =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, V>(ref _memory[_begin]), Length + CacheLine / Unsafe.SizeOf<V>());

    /// <summary>An element.</summary>
    public ref V this[int index] => ref Span[index];

    /// <summary>The elements.</summary>
    public static implicit operator Span<V>(LaneArray<V> array) => array.Span;

    /// <summary>The elements, to be read.</summary>
    public static implicit operator ReadOnlySpan<V>(LaneArray<V> array) => array.Span;

    /// <summary>The elements from one on.</summary>
    public Span<V> Slice(int start, int length) => Span.Slice(start, length);

    /// <summary>Makes all elements zero.</summary>
    public void Clear() => Span.Clear();

    /// <summary>Copies all elements.</summary>
    public void CopyTo(Span<V> target) => Span.CopyTo(target);
}
