using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Hosting;
using StackExchange.Redis;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// A Redis server: a hash for each record and a stream for each log, whose entry ids are the sequences. A write is one script,
/// which Redis executes and logs as a whole.
/// </summary>
internal sealed class RedisStore : IStore
{
    private const int SchemaVersion = 1;
    private static readonly RedisValue VersionField = "version";
    private static readonly RedisValue DataField = "data";

    // The log comes first: where its entry is refused, the script ends before the record is touched.
    private const string Write = """
        local version = redis.call('HGET', KEYS[1], 'version') or ''
        if version ~= ARGV[1] then return false end
        for i = 7, #ARGV, 3 do
            redis.call('XADD', KEYS[2], ARGV[i] .. '-0', 'at', ARGV[i + 1], 'data', ARGV[i + 2])
        end
        if ARGV[2] == '1' then redis.call('HSET', KEYS[1], 'data', ARGV[3]) else redis.call('HDEL', KEYS[1], 'data') end
        if ARGV[4] ~= '' then
            local from, kept = ARGV[5], nil
            while not kept do
                local entry = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 1)[1]
                from = entry and '(' .. entry[1]
                if not entry or tonumber(entry[2][2]) >= tonumber(ARGV[6]) then kept = entry and entry[1] or ARGV[4] end
            end
            local sequence = math.min(tonumber(string.match(kept, '%d+')), tonumber(ARGV[4]))
            redis.call('XTRIM', KEYS[2], 'MINID', '=', string.format('%.0f', sequence))
        end
        return redis.call('HINCRBY', KEYS[1], 'version', 1)
        """;

    private readonly ConnectionMultiplexer _connection;
    private readonly ConfigurationOptions _settings;
    private readonly string _prefix;

    private RedisStore(ConnectionMultiplexer connection, ConfigurationOptions settings, string prefix) =>
        (_connection, _settings, _prefix) = (connection, settings, prefix);

    private IDatabase Database => _connection.GetDatabase();

    /// <summary>Connects to a server.</summary>
    /// <param name="connectionString">The server, as StackExchange.Redis reads it.</param>
    /// <param name="serviceId">All keys begin with it.</param>
    /// <exception cref="SiloStartException">It cannot be reached, may lose data, or has data of a newer version.</exception>
    public static async Task<RedisStore> OpenAsync(string connectionString, string serviceId)
    {
        var settings = Settings(connectionString);
        var name = $"The Redis server at {string.Join(", ", settings.EndPoints.Select(Describe))}";
        try
        {
            var store = new RedisStore(await ConnectionMultiplexer.ConnectAsync(settings), settings, $"{serviceId}/neuralda/");
            await store.RequireSchemaAsync(name);
            await store.RequireDurabilityAsync(name);
            return store;
        }
        catch (RedisException exception)
        {
            throw new SiloStartException($"{name} cannot be used: {exception.Message}", exception);
        }
    }

    public Task<StoredRecord?> FindAsync(string key) => RunAsync(async database =>
    {
        var fields = await database.HashGetAsync(Record(key), [VersionField, DataField]);
        return fields[0].IsNull ? null : new StoredRecord((long)fields[0], (byte[]?)fields[1]);
    });

    public Task<long?> WriteAsync(RecordWrite write) => RunAsync(async database =>
    {
        var (append, trim) = (write.Append, write.Append?.Trim);
        var arguments = new List<RedisValue>
        {
            write.ExpectedVersion?.ToString(CultureInfo.InvariantCulture) ?? "", write.Data is not null, write.Data ?? [],
            trim?.Needed.ToString(CultureInfo.InvariantCulture) ?? "", Math.Max(0, trim?.KeepFrom ?? 0), trim?.KeepSince ?? 0,
        };
        foreach (var (sequence, at, data) in append?.Entries ?? []) arguments.AddRange([sequence, at, data]);
        RedisKey[] keys = append is null ? [Record(write.Key)] : [Record(write.Key), Log(append.Log)];
        return (long?)await database.ScriptEvaluateAsync(Write, keys, [.. arguments]);
    });

    public Task<IReadOnlyList<byte[]>> ReadLogAsync(string log, long first, long last, int most) => RunAsync(async database =>
    {
        var entries = await database.StreamRangeAsync(Log(log), first, last, most);
        return (IReadOnlyList<byte[]>)[.. entries.Select(entry => (byte[])entry[DataField]!)];
    });

    public Task PingAsync() => RunAsync(database => database.PingAsync());

    public void AddClustering(ISiloBuilder silo, IPEndPoint endpoint) => silo
        .UseRedisClustering(redis => redis.ConfigurationOptions = _settings)
        .UseRedisReminderService(redis => redis.ConfigurationOptions = _settings);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static ConfigurationOptions Settings(string connectionString)
    {
        try
        {
            var settings = ConfigurationOptions.Parse(connectionString);
            // Without it the client does not let the server be asked how it keeps data.
            settings.AllowAdmin = true;
            return settings;
        }
        catch (ArgumentException exception)
        {
            throw new SiloStartException($"The connection string of the store is not one: {exception.Message}", exception);
        }
    }

    private RedisKey Record(string key) => $"{_prefix}state/{key}";

    private RedisKey Log(string log) => $"{_prefix}analyses/{log}";

    private async Task RequireSchemaAsync(string name)
    {
        RedisKey key = $"{_prefix}schema";
        await Database.StringSetAsync(key, SchemaVersion, when: When.NotExists);
        var found = (int)await Database.StringGetAsync(key);
        if (found > SchemaVersion)
            throw new SiloStartException($"{name} holds data of a newer version of NeuralDA: schema {found}, and this one knows " +
                $"{SchemaVersion}. Run the newer version.");
    }

    private async Task RequireDurabilityAsync(string name)
    {
        foreach (var endpoint in _connection.GetEndPoints())
        {
            var told = (await _connection.GetServer(endpoint).InfoAsync()).SelectMany(section => section)
                .ToLookup(line => line.Key, line => line.Value);
            Require(told["maxmemory_policy"], "noeviction", "maxmemory-policy");
            Require(told["aof_enabled"], "1", "appendonly");
        }

        void Require(IEnumerable<string> found, string expected, string setting)
        {
            if (found.FirstOrDefault(value => value != expected) is { } value)
                throw new SiloStartException($"{name} would lose data: {setting} is {value}; expected {expected}.");
        }
    }

    private async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(Database);
        }
        catch (RedisServerException exception) when (!exception.Message.StartsWith("LOADING", StringComparison.Ordinal))
        {
            throw new StorageFailedException($"Redis refused: {exception.Message}");
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new StorageUnavailableException($"Redis does not answer: {exception.Message} Send the call again.");
        }
    }

    private static string Describe(EndPoint endpoint) => endpoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : $"{endpoint}";
}
