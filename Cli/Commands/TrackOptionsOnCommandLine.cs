using System.CommandLine;
using NeuralDA.Cli.Streaming;

namespace NeuralDA.Cli.Commands;

/// <summary>The options that say how tracks are assimilated, shared by the verbs that send files.</summary>
internal sealed class TrackOptionsOnCommandLine
{
    private readonly Option<double?> _begin;
    private readonly Option<int?> _shift = new("--shift")
    {
        Description = "Shift between windows, in steps. Default: a quarter of the window.", HelpName = "S",
    };
    private readonly Option<int> _refine = new("--refine")
    {
        Description = "Gauss-Newton steps with the physical model after the neural analysis.", HelpName = "N",
    };
    private readonly Option<int?> _starts = new("--starts")
    {
        Description = "Where refinement starts: 1, the neural analysis; 2, also the forecast of the window before; 3, also the window "
            + "on its own; up to 8, also the best of many courses. Default: by how far apart the observations are, 1 or 5.",
        HelpName = "K",
    };
    private readonly Option<double?> _lateness = new("--lateness")
    {
        Description = "How far behind the newest observation one may come, model time. Default: one shift.", HelpName = "L",
    };
    private readonly Option<double> _grossError = new("--gross-error")
    {
        Description = "Leave out an observation that departs from all others by more than so many standard deviations; 0 is off.",
        HelpName = "K",
        DefaultValueFactory = _ => 5,
    };

    /// <summary>Makes the options.</summary>
    /// <param name="begin">What --begin is, with its default in words.</param>
    /// <param name="defaultBegin">The default, or null to choose it by the observations.</param>
    public TrackOptionsOnCommandLine(string begin, double? defaultBegin)
    {
        _begin = new Option<double?>("--begin")
        {
            Description = begin, HelpName = "T", DefaultValueFactory = _ => defaultBegin,
        };
        CommonOptions.AtLeast(_refine, 0);
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _begin, _shift, _refine, _starts, _lateness, _grossError }) command.Add(option);
    }

    /// <summary>Reads the plan off the command line.</summary>
    public TrackPlan Plan(ParseResult parsed, string prior) => new()
    {
        Prior = prior,
        Begin = parsed.GetValue(_begin),
        Shift = parsed.GetValue(_shift),
        Refinement = parsed.GetValue(_refine),
        Starts = parsed.GetValue(_starts),
        Lateness = parsed.GetValue(_lateness),
        GrossErrorThreshold = parsed.GetValue(_grossError),
    };
}
