namespace NeuralDA.Silo.Storage;

/// <summary>Where a cluster keeps everything: its membership, grain states, reminders and analyses.</summary>
public sealed record StoreOptions
{
    /// <summary>The back end. Default: SQLite.</summary>
    public StoreKind Kind { get; init; } = StoreKind.Sqlite;

    /// <summary>
    /// How PostgreSQL or Redis is reached, in the form of Npgsql or StackExchange.Redis; null for SQLite, which lives in the data
    /// folder. It may hold a password: give it in a file or the environment, not on the command line. Default: null.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// Lets several silos of one machine form a cluster on one SQLite file: for development, since they wait for each other's
    /// writes. PostgreSQL and Redis are shared in any case. Default: false.
    /// </summary>
    public bool Shared { get; init; }

    /// <summary>How long analyses are kept. Default: for ever.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>What is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Kind != StoreKind.Sqlite && string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"the store is {Kind} and Store.ConnectionString is empty";
        if (Retention.Count < 1) yield return $"Store.Retention.Count is {Retention.Count}; expected at least 1";
        if (Retention.Age <= TimeSpan.Zero) yield return $"Store.Retention.Age is {Retention.Age}; expected a positive time";
    }
}

/// <summary>A back end.</summary>
public enum StoreKind
{
    /// <summary>A file in the data folder.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, 15 or later.</summary>
    Postgres,

    /// <summary>A Redis server, 7 or later, with its append-only file switched on.</summary>
    Redis,
}
