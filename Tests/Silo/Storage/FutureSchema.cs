using Microsoft.Data.Sqlite;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using Npgsql;
using StackExchange.Redis;

namespace NeuralDA.Tests.Silo.Storage;

/// <summary>Makes a store look as a later version would leave it.</summary>
internal static class FutureSchema
{
    private const string LaterScript =
        "INSERT INTO schemaversions (scriptname, applied) VALUES ('9999-from-the-future.sql', CURRENT_TIMESTAMP)";

    public static async Task WriteAsync(SiloOptions options)
    {
        var connectionString = options.Store.ConnectionString;
        switch (options.Store.Kind)
        {
            case StoreKind.Postgres:
                await using (var database = NpgsqlDataSource.Create(connectionString!))
                await using (var command = database.CreateCommand(LaterScript)) await command.ExecuteNonQueryAsync();
                break;
            case StoreKind.Redis:
                await using (var redis = await ConnectionMultiplexer.ConnectAsync(connectionString!))
                    await redis.GetDatabase().StringIncrementAsync($"{options.ServiceId}/neuralda/schema");
                break;
            default:
                using (var file = new SqliteConnection($"Data Source={options.DataFolder}/neuralda.db;Pooling=False"))
                {
                    file.Open();
                    file.Execute(LaterScript);
                }
                break;
        }
    }
}
