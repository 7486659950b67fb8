using Microsoft.Extensions.Options;

namespace NeuralDA.Grains.Training;

/// <summary>How a silo trains.</summary>
public sealed class TrainingOptions
{
    /// <summary>Threads that compute gradients and nothing else. Default: the number of processors.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// How far these threads stand back behind those that assimilate: their nice value where the system has one for each thread,
    /// 0..19. Default: 10.
    /// </summary>
    public int Niceness { get; set; } = 10;

    /// <summary>Steps from one checkpoint to the next: most that a crash undoes. Default: 500.</summary>
    public int CheckpointInterval { get; set; } = 500;

    /// <summary>
    /// How long the run's own silo waits for another's share, from the begin of the step, before the share is dealt anew; where its
    /// own share took longer than a third of it, three times that. Default: 5 s.
    /// </summary>
    public TimeSpan ShardTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most silos that one sends to directly; above it some collect for others. Default: 8.</summary>
    public int FanIn { get; set; } = 8;

    /// <summary>How often a run that should be running is looked after, at least a minute. Default: a minute.</summary>
    public TimeSpan ReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gives other options the same values.</summary>
    /// <param name="other">Overwritten.</param>
    public void CopyTo(TrainingOptions other) =>
        (other.Threads, other.Niceness, other.CheckpointInterval, other.ShardTimeout, other.FanIn, other.ReminderPeriod) =
        (Threads, Niceness, CheckpointInterval, ShardTimeout, FanIn, ReminderPeriod);
}

/// <summary>The silo refuses to start on options out of range.</summary>
internal sealed class TrainingOptionsValidator : IValidateOptions<TrainingOptions>
{
    private const int LargestNiceness = 19;
    private static readonly TimeSpan ShortestReminderPeriod = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, TrainingOptions options)
    {
        var problems = new List<string>();
        Require(options.Threads >= 1, $"Training.Threads is {options.Threads}; expected at least 1.");
        Require(options.Niceness is >= 0 and <= LargestNiceness,
            $"Training.Niceness is {options.Niceness}; expected 0..{LargestNiceness}.");
        Require(options.CheckpointInterval >= 1,
            $"Training.CheckpointInterval is {options.CheckpointInterval}; expected at least 1.");
        Require(options.ShardTimeout > TimeSpan.Zero, $"Training.ShardTimeout is {options.ShardTimeout}; expected more than 0.");
        Require(options.FanIn >= 2, $"Training.FanIn is {options.FanIn}; expected at least 2.");
        Require(options.ReminderPeriod >= ShortestReminderPeriod,
            $"Training.ReminderPeriod is {options.ReminderPeriod}; expected at least {ShortestReminderPeriod}.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Require(bool fulfilled, string problem)
        {
            if (!fulfilled) problems.Add(problem);
        }
    }
}
