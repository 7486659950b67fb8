using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using NeuralDA.Cli.Output;
using NeuralDA.Silo.Access;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda key</c>: a new API key and what the silo is told of it.</summary>
internal static class KeyCommand
{
    private const int SecretBytes = 32;
    private static readonly JsonSerializerOptions Configuration = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Who gets the key." };
        var tenant = new Option<string>("--tenant")
        {
            Description = "Whose tracks the key reaches. Default: tracks without a tenant.", HelpName = "TENANT",
            DefaultValueFactory = _ => "",
        };
        var rights = new Option<Rights[]>("--rights")
        {
            Description = "What its holder may do: read, write, manage.", HelpName = "RIGHT", AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Rights.Read],
        };
        var json = CommonOptions.Json();
        var command = new Command("key",
            """
            Makes an API key. The key is printed once and kept nowhere; the silo knows its hash, an entry of Access.ApiKeys in
            the file that 'neuralda silo --config FILE' reads.

            Examples:
              neuralda key alice --tenant acme --rights read write
              neuralda key operations --rights read manage --json
            """)
        { name, tenant, rights, json };
        command.SetAction(parsed =>
        {
            var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
            var entry = new ApiKeyOptions
            {
                Name = parsed.GetValue(name)!, Hash = ApiKeyOptions.HashOf(key), Tenant = parsed.GetValue(tenant)!,
                Rights = parsed.GetValue(rights)!.Aggregate(Rights.None, (all, right) => all | right),
            };
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            output.Line($"key: {key}");
            output.Line($"entry of Access.ApiKeys: {JsonSerializer.Serialize(entry, Configuration)}");
            output.Result(new { key, entry });
            return CommandLineRunner.Fine;
        });
        return command;
    }
}
