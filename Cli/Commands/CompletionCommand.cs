using System.CommandLine;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda completion</c>: what makes a shell complete verbs and options.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _neuralda() {
                local IFS=$'\n'
                COMPREPLY=($(neuralda "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null))
            }
            complete -o default -F _neuralda neuralda
            """,
        ["zsh"] = """
            _neuralda() {
                local -a found
                found=("${(@f)$(neuralda "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                [[ -n $found ]] && compadd -a found || _files
            }
            compdef _neuralda neuralda
            """,
        ["fish"] = """
            complete -c neuralda -a '(neuralda "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
            """,
        ["powershell"] = """
            Register-ArgumentCompleter -Native -CommandName neuralda -ScriptBlock {
                param($word, $line, $cursor)
                neuralda "[suggest:$cursor]" "$line" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", Scripts.Keys) + "." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion",
            """
            Prints what makes a shell complete the verbs and options of neuralda.

            Examples:
              neuralda completion bash >> ~/.bashrc
              neuralda completion zsh >> ~/.zshrc
              neuralda completion fish > ~/.config/fish/completions/neuralda.fish
            """)
        { shell };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetValue(shell)!]);
            return CommandLineRunner.Fine;
        });
        return command;
    }
}
