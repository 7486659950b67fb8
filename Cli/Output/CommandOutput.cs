using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuralDA.Cli.Output;

/// <summary>
/// Where a command prints: live on a terminal, plain lines elsewhere, and one JSON object as the last line if asked for.
/// </summary>
internal sealed class CommandOutput
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        // People read it too; it is never part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new RoundedNumberConverter() },
    };

    private readonly TextWriter _writer;
    private readonly bool _json;

    /// <summary>Prints to a writer.</summary>
    /// <param name="writer">The writer; the console's own is a terminal unless it is redirected.</param>
    /// <param name="json">Whether a JSON object is asked for.</param>
    public CommandOutput(TextWriter writer, bool json)
    {
        (_writer, _json) = (writer, json);
        IsTerminal = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
        Terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        // What is not a terminal has no width; this one keeps tables whole.
        if (!IsTerminal) Terminal.Profile.Width = 160;
    }

    /// <summary>Whether someone watches.</summary>
    public bool IsTerminal { get; }

    /// <summary>For live displays, on a terminal only.</summary>
    public IAnsiConsole Terminal { get; }

    /// <summary>Prints a line.</summary>
    public void Line(string line)
    {
        _writer.WriteLine(line);
        _writer.Flush();
    }

    /// <summary>Prints a table or the like.</summary>
    public void Write(IRenderable content) => Terminal.Write(content);

    /// <summary>Prints the result as one line of JSON, if asked for.</summary>
    public void Result<T>(T result)
    {
        if (_json) Line(JsonSerializer.Serialize(result, JsonOptions));
    }
}
