using Microsoft.Extensions.Options;

namespace NeuralDA.Grains.Priors;

/// <summary>How a silo computes analyses.</summary>
public sealed class InferenceOptions
{
    /// <summary>Threads that do nothing else. Default: one less than the processors, at least 1.</summary>
    public int Threads { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Most windows computed together. Default: 256.</summary>
    public int MaximumBatch { get; set; } = 256;

    /// <summary>How long a window may wait for company. Default: 200 microseconds.</summary>
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromMicroseconds(200);

    /// <summary>Windows that may wait for a thread; beyond it tracks wait before they queue more. Default: 16384.</summary>
    public int QueueCapacity { get; set; } = 16384;

    /// <summary>
    /// How old the silo's knowledge of a prior's promoted version may be, older only while the prior's grain does not answer; 0 asks
    /// and waits at every batch. Default: 1 second.
    /// </summary>
    public TimeSpan PriorFreshness { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gives other options the same values.</summary>
    /// <param name="other">Overwritten.</param>
    public void CopyTo(InferenceOptions other) =>
        (other.Threads, other.MaximumBatch, other.MaximumDelay, other.QueueCapacity, other.PriorFreshness) =
        (Threads, MaximumBatch, MaximumDelay, QueueCapacity, PriorFreshness);
}

/// <summary>The silo refuses to start on options out of range.</summary>
internal sealed class InferenceOptionsValidator : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        var problems = new List<string>();
        Require(options.Threads >= 1, $"Inference.Threads is {options.Threads}; expected at least 1.");
        Require(options.MaximumBatch >= 1, $"Inference.MaximumBatch is {options.MaximumBatch}; expected at least 1.");
        Require(options.MaximumDelay >= TimeSpan.Zero, $"Inference.MaximumDelay is {options.MaximumDelay}; expected 0 or more.");
        Require(options.QueueCapacity >= 1, $"Inference.QueueCapacity is {options.QueueCapacity}; expected at least 1.");
        Require(options.PriorFreshness >= TimeSpan.Zero, $"Inference.PriorFreshness is {options.PriorFreshness}; expected 0 or more.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Require(bool fulfilled, string problem)
        {
            if (!fulfilled) problems.Add(problem);
        }
    }
}
