using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;

namespace NeuralDA.Grains.Training;

/// <summary>What this silo computes of training runs: each run's problem prepared once, its gradients on the training threads.</summary>
internal sealed class SiloTrainer(TrainingThreads threads, DataSetCache dataSets)
{
    // A plan not asked for while so many others were may be prepared again.
    private const int Kept = 4;
    private readonly Lock _gate = new();
    private readonly List<(TrainingPlan Plan, Task<TrainingProblem> Problem)> _problems = [];

    /// <summary>The problem of a plan, shared by all runs that have the same one.</summary>
    /// <exception cref="ArgumentException">The plan cannot be carried out.</exception>
    /// <exception cref="Interfaces.Training.InvalidDataSetException">The cluster does not have its data.</exception>
    public Task<TrainingProblem> PrepareAsync(TrainingPlan plan)
    {
        lock (_gate)
        {
            var known = _problems.FindIndex(entry => entry.Plan == plan && !entry.Problem.IsFaulted);
            var entry = known >= 0 ? _problems[known] : (plan, PrepareNewAsync(plan));
            if (known >= 0) _problems.RemoveAt(known);
            else if (_problems.Count == Kept) Forget(_problems[0]);
            _problems.Add(entry);
            return entry.Item2;
        }
    }

    /// <summary>The sums of a range of micro-shards by the blocks that it consists of.</summary>
    public async Task<Dictionary<ShardRange, GradientContribution>> ComputeAsync(
        TrainingProblem problem, float[] parameters, int step, ShardRange range)
    {
        var computing = Enumerable.Range(range.First, range.Count).Select(shard =>
            threads.RunAsync(() => problem.Gradient(parameters, step, shard)));
        var shards = await Task.WhenAll(computing);
        return await threads.RunAsync(() => range.Blocks().ToDictionary(
            block => block, block => GradientContribution.Sum(shards[(block.First - range.First)..][..block.Count])));
    }

    /// <summary>Computes something else on a training thread.</summary>
    public Task<T> RunAsync<T>(Func<T> compute) => threads.RunAsync(compute);

    private async Task<TrainingProblem> PrepareNewAsync(TrainingPlan plan)
    {
        var data = plan.Data is { } recorded ? await dataSets.GetAsync(recorded.ContentHash) : null;
        return await threads.RunAsync(() => new TrainingProblem(plan, data));
    }

    private void Forget((TrainingPlan Plan, Task<TrainingProblem> Problem) entry)
    {
        _problems.Remove(entry);
        if (entry.Problem.IsCompletedSuccessfully) entry.Problem.GetAwaiter().GetResult().Release();
    }
}
