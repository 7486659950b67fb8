using System.Security.Cryptography;
using System.Text;

namespace NeuralDA.Silo.Access;

/// <summary>Says with every call of a silo that a silo makes it: what a grain does for a caller needs no right of that caller.</summary>
internal sealed class SiloPass(string secret) : IOutgoingGrainCallFilter
{
    private const string Key = "neuralda.silo";
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>True where the call that is served comes from a silo.</summary>
    public bool IsPresented() => RequestContext.Get(Key) is string presented
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), _secret);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        RequestContext.Set(Key, secret);
        return context.Invoke();
    }
}
