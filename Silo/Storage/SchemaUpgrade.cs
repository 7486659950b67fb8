using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Silo.Storage;

/// <summary>Brings a database to the schema of this version with the scripts in <c>Schema/</c>, each executed once.</summary>
internal static class SchemaUpgrade
{
    /// <summary>Executes the scripts that a database has not seen, all or none.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="dialect">Folder of the scripts beside those for every database.</param>
    /// <param name="name">How messages name the database.</param>
    /// <exception cref="SiloStartException">The database is of a newer version, or a script failed.</exception>
    public static void Run(UpgradeEngineBuilder builder, string dialect, string name)
    {
        var engine = builder.WithScripts(Scripts("Both").Concat(Scripts(dialect))).WithVariablesDisabled()
            .WithTransaction().LogToNowhere().Build();
        if (engine.GetExecutedButNotDiscoveredScripts() is [var unknown, ..])
            throw new SiloStartException(
                $"{name} was made by a newer version of NeuralDA: this one does not know '{unknown}'. Run the newer version.");
        var result = engine.PerformUpgrade();
        if (!result.Successful)
            throw new SiloStartException($"{name} cannot be upgraded: {result.Error.Message}", result.Error);
    }

    private static IEnumerable<SqlScript> Scripts(string dialect)
    {
        var (assembly, prefix) = (Assembly.GetExecutingAssembly(), $"{typeof(SchemaUpgrade).Namespace}.Schema.{dialect}.");
        var resources = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var resource in resources)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new SqlScript(resource[prefix.Length..], reader.ReadToEnd());
        }
    }
}
