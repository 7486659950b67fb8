using NeuralDA.Grains.Interfaces.Access;

namespace NeuralDA.Client.Security;

/// <summary>Says with every call who makes it.</summary>
internal sealed class TokenOnCalls(string token) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        RequestContext.Set(CallerToken.Key, token);
        return context.Invoke();
    }
}
