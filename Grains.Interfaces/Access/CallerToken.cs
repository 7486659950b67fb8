namespace NeuralDA.Grains.Interfaces.Access;

/// <summary>Where a call carries who makes it.</summary>
public static class CallerToken
{
    /// <summary>Name, in the call's request context, of the key or signed token of the caller.</summary>
    public const string Key = "neuralda.token";
}
