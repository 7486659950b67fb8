using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Client;

/// <summary>The training runs of a cluster; thread-safe. Every call is safe to repeat, and is repeated when it fails in transit.</summary>
public sealed class TrainingRuns
{
    private readonly IClusterClient _cluster;
    private readonly RetryPolicy _retry;

    internal TrainingRuns(IClusterClient cluster, RetryPolicy retry) => (_cluster, _retry) = (cluster, retry);

    /// <summary>Starts a run over the silos of the cluster; starting it again with equal options does nothing.</summary>
    /// <param name="run">Id of the run, the caller's choice.</param>
    /// <param name="options">What is trained.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TrainingRunStatus> StartAsync(
        string run, TrainingRunOptions options, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Run(run).StartAsync(options), cancellationToken);

    /// <summary>Sends trajectories to the cluster, which keeps them; what it has already is not sent again.</summary>
    /// <param name="data">The trajectories.</param>
    /// <param name="progress">Told how many of its parts the cluster has, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What a run is told of them; windows have the default length.</returns>
    public async Task<DataSetReference> SendAsync(
        TrajectoryData data, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (description, parts) = (data.Describe(), data.Parts());
        var reference = new DataSetReference
        {
            ContentHash = description.Hash(parts), Name = data.Name, Components = data.Components.Count,
        };
        var grain = _cluster.GetGrain<IDataSetGrain>(reference.ContentHash);
        var missing = await _retry.RunAsync(() => grain.BeginAsync(description), cancellationToken).ConfigureAwait(false);
        foreach (var (index, part) in missing.Index())
        {
            progress?.Report(parts.Count - missing.Length + index);
            await _retry.RunAsync(() => grain.AddAsync(part, parts[part]), cancellationToken).ConfigureAwait(false);
        }
        return reference;
    }

    /// <summary>Stops a run after its current step, with a checkpoint.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TrainingRunStatus> PauseAsync(string run, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Run(run).PauseAsync(), cancellationToken);

    /// <summary>Goes on with a run that was paused or has failed.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TrainingRunStatus> ResumeAsync(string run, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Run(run).ResumeAsync(), cancellationToken);

    /// <summary>Ends a run for good.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TrainingRunStatus> CancelAsync(string run, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Run(run).CancelAsync(), cancellationToken);

    /// <summary>Where a run stands.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TrainingRunStatus> StatusAsync(string run, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Run(run).GetStatusAsync(), cancellationToken);

    /// <summary>The learning curve of a run.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="fromStep">The first step wanted, from 0.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<LearningCurve> CurveAsync(string run, int fromStep = 0, CancellationToken cancellationToken = default) =>
        _retry.RunAsync(() => Run(run).GetCurveAsync(fromStep), cancellationToken);

    /// <summary>Ids of all runs, ordered.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) =>
        await _retry.RunAsync(() => _cluster.ListAsync(CatalogShards.Runs), cancellationToken).ConfigureAwait(false);

    private ITrainingRunGrain Run(string run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        return _cluster.GetGrain<ITrainingRunGrain>(run);
    }
}
