namespace NeuralDA.Silo.Access;

/// <summary>
/// Who may do what, over HTTP and, with a <see cref="SiloSecret"/>, at the gateways too: both ask for the same keys and tokens.
/// </summary>
public sealed record AccessOptions
{
    /// <summary>Shortest secret of the silos, characters.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Keys that callers may present. Default: none.</summary>
    public IReadOnlyList<ApiKeyOptions> ApiKeys { get; init; } = [];

    /// <summary>Whose signed tokens are accepted; null accepts none. Default: null.</summary>
    public JwtOptions? Jwt { get; init; }

    /// <summary>
    /// What the silos of a cluster know each other's calls by, at least 32 characters, the same on all of them. With it, whoever calls
    /// through a gateway has to present a key or a token; null serves everyone who reaches a gateway. Default: null.
    /// </summary>
    public string? SiloSecret { get; init; }

    /// <summary>True where nobody could present anything that is accepted.</summary>
    internal bool LetsNobodyIn => ApiKeys.Count == 0 && Jwt is null;

    /// <summary>What is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (SiloSecret?.Length < ShortestSecret)
            yield return $"Access.SiloSecret has {SiloSecret.Length} characters; expected at least {ShortestSecret}";
        if (SiloSecret is not null && LetsNobodyIn)
            yield return "Access.SiloSecret closes the gateways and nobody has a key; expected Access.ApiKeys or Access.Jwt";
        foreach (var twice in ApiKeys.GroupBy(key => key.Hash).Where(same => same.Count() > 1))
            yield return $"the API keys '{string.Join("' and '", twice.Select(key => key.Name))}' are the same";
        foreach (var problem in ApiKeys.SelectMany(key => key.Problems()).Concat(Jwt?.Problems() ?? [])) yield return problem;
    }
}
