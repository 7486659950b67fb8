namespace NeuralDA.Silo.Access;

/// <summary>What a caller may do; each is a policy of the same name.</summary>
[Flags]
public enum Rights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See tracks, analyses, forecasts and priors.</summary>
    Read = 1,

    /// <summary>Create tracks and send observations.</summary>
    Write = 2,

    /// <summary>Publish, promote and roll back priors, which all tenants share.</summary>
    Manage = 4,
}
