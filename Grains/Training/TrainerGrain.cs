using System.Text.Json;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Grains.Cluster;
using NeuralDA.Grains.Interfaces.Serialization;
using Orleans.Concurrency;
using Orleans.Placement;

namespace NeuralDA.Grains.Training;

/// <inheritdoc cref="ITrainerGrain"/>
[Reentrant, Immovable, SiloPlacement]
internal sealed class TrainerGrain(SiloTrainer trainer, StepGathering gathering) : Grain, ITrainerGrain
{
    private readonly Dictionary<string, Share> _shares = [];

    public async Task PrepareAsync(string run, string plan)
    {
        var problem = await trainer.PrepareAsync(JsonSerializer.Deserialize<TrainingPlan>(plan)!);
        if (!_shares.TryGetValue(run, out var share) || share.Problem != problem) _shares[run] = new Share(problem);
    }

    public Task SetParametersAsync(StepKey step, int part, int count, FloatBlob values)
    {
        var share = Find(step);
        if (step != share.Step) share.Begin(step, count);
        share.Add(values, part);
        return Task.CompletedTask;
    }

    public async Task<BlockSum[]> ComputeAsync(StepKey step, int first, int count, string[] silos)
    {
        var share = Find(step);
        if (step != share.Step || share.PartsMissing > 0)
            throw new StaleStepException($"Step {step} is not the one whose parameters are here.");
        var work = new StepWork(share.Problem, step, share.Parameters);
        var gathered = await gathering.GatherAsync(
            work, new ShardRange(first, count), Array.ConvertAll(silos, SiloAddress.FromParsableString));
        // By now another step may have begun; its sums must not mix with these.
        if (step != share.Step) throw new StaleStepException($"Step {step} is past.");
        foreach (var (block, sum) in gathered.Blocks) share.Sums[block] = sum;
        return [.. gathered.Blocks.Select(entry => new BlockSum(
            entry.Key.First, entry.Key.Count, entry.Value.Loss, entry.Value.Count))];
    }

    public Task<FloatBlob> GetGradientAsync(StepKey step, int first, int count, int part)
    {
        var share = Find(step);
        if (step != share.Step || !share.Sums.TryGetValue(new ShardRange(first, count), out var sum))
            throw new StaleStepException($"Step {step} has no sum of {count} micro-shards from {first} on here.");
        return Task.FromResult(VectorParts.Cut(sum.Gradient, part));
    }

    private Share Find(StepKey step)
    {
        if (!_shares.TryGetValue(step.Run, out var share)) throw new StaleStepException($"Run {step.Run} is not prepared here.");
        if (share.Step is { } newest && newest.IsAfter(step)) throw new StaleStepException($"Step {step} is past.");
        return share;
    }

    /// <summary>What this silo holds of a run: the parameters of one step, and its sums.</summary>
    private sealed class Share(TrainingProblem problem)
    {
        private readonly HashSet<int> _parts = [];
        private int _count;

        public TrainingProblem Problem => problem;

        public StepKey? Step { get; private set; }

        public float[] Parameters { get; private set; } = [];

        public int PartsMissing => _count - _parts.Count;

        public Dictionary<ShardRange, GradientContribution> Sums { get; } = [];

        public void Begin(StepKey step, int count)
        {
            Step = step;
            Sums.Clear();
            _parts.Clear();
            _count = count;
            // A new array: a share of the step before may still be computing with the old one.
            Parameters = new float[problem.Plan.Architecture().ParameterCount];
        }

        public void Add(FloatBlob values, int part)
        {
            VectorParts.Place(values, part, Parameters);
            _parts.Add(part);
        }
    }
}
