using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Training.Optimization;

namespace NeuralDA.Grains.Training;

/// <summary>A range of micro-shards, summed.</summary>
/// <param name="Blocks">The sums of the blocks that the range consists of, some of them in parts.</param>
/// <param name="Lost">Silos that failed or were too slow.</param>
internal sealed record Gathered(Dictionary<ShardRange, GradientContribution> Blocks, List<SiloAddress> Lost);

/// <summary>
/// Deals a range of micro-shards to silos and gathers their sums: a star while there are few, a tree of stars above. What a silo
/// does not deliver in time is dealt to the others anew. Who computes what changes nothing in the sums.
/// </summary>
internal sealed partial class StepGathering(
    SiloTrainer trainer, ILocalSiloDetails self, IGrainFactory grains, IOptions<TrainingOptions> options, TimeProvider clock,
    ILogger<StepGathering> logger)
{
    /// <summary>A share that takes so many times as long as this silo's own is late.</summary>
    private const int Patience = 3;

    /// <summary>Gathers a range.</summary>
    /// <param name="work">The step.</param>
    /// <param name="range">The range.</param>
    /// <param name="silos">Who shares it, this silo first.</param>
    public async Task<Gathered> GatherAsync(StepWork work, ShardRange range, IReadOnlyList<SiloAddress> silos)
    {
        var begin = clock.GetTimestamp();
        var groups = Group(silos);
        var ranges = range.Deal([.. groups.Select(group => group.Length)]);
        var others = groups.Zip(ranges).Skip(1).Where(pair => pair.Second.Count > 0)
            .Select(pair => new Share(pair.First, pair.Second, AskAsync(work, pair.Second, pair.First))).ToList();
        var gathered = groups[0].Length > 1
            ? await GatherAsync(work, ranges[0], groups[0])
            : new Gathered(await trainer.ComputeAsync(work.Problem, work.Parameters, work.Key.Step, ranges[0]), []);

        var (missing, healthy) = (new List<ShardRange>(), new List<SiloAddress> { self.SiloAddress });
        var deadline = Deadline(clock.GetElapsedTime(begin), others.Any(share => share.Silos.Length > 1));
        foreach (var share in others)
        {
            var remaining = deadline - clock.GetElapsedTime(begin);
            if (await ReceiveAsync(share, remaining, work.Key) is { } blocks)
            {
                foreach (var (block, sum) in blocks) gathered.Blocks.Add(block, sum);
                healthy.AddRange(share.Silos);
            }
            else
            {
                missing.Add(share.Range);
                gathered.Lost.AddRange(share.Silos);
            }
        }
        foreach (var part in missing)
        {
            var again = await GatherAsync(work, part, healthy);
            foreach (var (block, sum) in again.Blocks) gathered.Blocks.Add(block, sum);
            gathered.Lost.AddRange(again.Lost);
            healthy.RemoveAll(again.Lost.Contains);
        }
        return gathered;
    }

    private SiloAddress[][] Group(IReadOnlyList<SiloAddress> silos)
    {
        var size = (silos.Count + options.Value.FanIn - 1) / options.Value.FanIn;
        return [.. silos.Chunk(size)];
    }

    // Who collects for others waits for them first.
    private TimeSpan Deadline(TimeSpan own, bool areCollecting)
    {
        var single = TimeSpan.FromTicks(Math.Max(options.Value.ShardTimeout.Ticks, Patience * own.Ticks));
        return areCollecting ? 2 * single : single;
    }

    private async Task<Dictionary<ShardRange, GradientContribution>?> ReceiveAsync(Share share, TimeSpan remaining, StepKey step)
    {
        try
        {
            return await share.Blocks.WaitAsync(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, clock);
        }
        catch (Exception failure)
        {
            // Late it may still come; nobody waits for it then.
            share.Blocks.Ignore();
            LogLost(share.Silos[0], step.Run, step.Step, share.Range.Count, failure.Message);
            return null;
        }
    }

    private async Task<Dictionary<ShardRange, GradientContribution>> AskAsync(
        StepWork work, ShardRange range, SiloAddress[] silos)
    {
        var trainerGrain = grains.GetGrain<ITrainerGrain>(silos[0].ToParsableString());
        var (key, parts) = (work.Key, work.Parts);
        await Task.WhenAll(parts.Select((values, part) => trainerGrain.SetParametersAsync(key, part, parts.Length, values)));
        var sums = await trainerGrain.ComputeAsync(
            key, range.First, range.Count, Array.ConvertAll(silos, silo => silo.ToParsableString()));
        var blocks = new Dictionary<ShardRange, GradientContribution>();
        foreach (var sum in sums)
        {
            var gradient = new float[work.Parameters.Length];
            await Task.WhenAll(Enumerable.Range(0, parts.Length).Select(async part => VectorParts.Place(
                await trainerGrain.GetGradientAsync(key, sum.First, sum.Count, part), part, gradient)));
            blocks.Add(new ShardRange(sum.First, sum.Count), new GradientContribution(gradient, sum.Loss, sum.Windows));
        }
        return blocks;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Silo {Silo} did not deliver {Count} micro-shards of step {Step} of run {Run}, they are dealt anew: {Reason}")]
    private partial void LogLost(SiloAddress silo, string run, int step, int count, string reason);

    private sealed record Share(SiloAddress[] Silos, ShardRange Range, Task<Dictionary<ShardRange, GradientContribution>> Blocks);
}
