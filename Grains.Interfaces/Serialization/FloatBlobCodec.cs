using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace NeuralDA.Grains.Interfaces.Serialization;

/// <summary>Writes a <see cref="FloatBlob"/> as a length and its bytes.</summary>
[RegisterSerializer]
internal sealed class FloatBlobCodec : IFieldCodec<FloatBlob>
{
    private const uint LargestBlob = 64 << 20;

    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, FloatBlob? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value)) return;
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(FloatBlob), WireType.LengthPrefixed);
        var bytes = FloatBlob.Bytes(value!);
        writer.WriteVarUInt32((uint)bytes.Length);
        writer.Write(bytes);
    }

    public FloatBlob ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference<FloatBlob, TInput>(ref reader, field)!;
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = reader.ReadVarUInt32();
        if (length > LargestBlob || length % sizeof(float) != 0)
            throw new InvalidDataException($"A float blob of {length} bytes; expected a multiple of 4 up to {LargestBlob}.");
        var values = GC.AllocateUninitializedArray<float>((int)length / sizeof(float));
        reader.ReadBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        var blob = new FloatBlob(values);
        ReferenceCodec.RecordObject(reader.Session, blob);
        return blob;
    }
}
