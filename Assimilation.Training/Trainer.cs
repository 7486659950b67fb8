using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Training;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The mean loss since the last report.</param>
/// <param name="Skipped">Steps skipped because their gradient was not finite.</param>
/// <param name="ValidationRmse">RMSE on a part of the validation windows, normalised units, where it was just measured.</param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, int Skipped, double? ValidationRmse);

/// <summary>
/// Trains a prior in one process. The result follows from the plan alone: not from the number of threads, not from
/// interruptions.
/// </summary>
public sealed class Trainer
{
    private const int ValidationInterval = 1000;
    private const int ValidationSample = 400;
    private const int ReportInterval = 20;

    private readonly TrainingPlan _plan;
    private readonly TwinExperiment _experiment;
    private readonly Climatology _climatology;

    /// <summary>Makes a trainer; estimates the climatology of the plan's setting.</summary>
    /// <exception cref="ArgumentException">The plan cannot be carried out.</exception>
    public Trainer(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        _plan = plan;
        _experiment = TwinExperimentCatalogue.Find(plan.Setting);
        _climatology = Climatology.Estimate(_experiment, plan.ClimatologyWindows, plan.Seed);
    }

    /// <summary>Runs the plan to its end.</summary>
    /// <param name="name">The name of the prior.</param>
    /// <param name="provenance">How it is made: command, commit. Goes into the prior's metadata.</param>
    /// <param name="threads">Threads that share each step.</param>
    /// <param name="from">Where to go on, of the same plan; null to start.</param>
    /// <param name="onCheckpoint">Called after every thousand steps and on cancellation, or null.</param>
    /// <param name="progress">Told how far the run is, or null.</param>
    /// <param name="cancellationToken">Stops after the current step.</param>
    /// <returns>The trained and calibrated prior.</returns>
    /// <exception cref="ArgumentException">The checkpoint is of another plan.</exception>
    public Prior Run(
        string name,
        IReadOnlyDictionary<string, string> provenance,
        int threads,
        TrainingCheckpoint? from = null,
        Action<TrainingCheckpoint>? onCheckpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (from is not null && from.Plan != _plan) throw new ArgumentException("the checkpoint is of a run with another plan");
        var architecture = _plan.Architecture();
        var optimizer = from?.Optimizer ?? new Adam(ParameterInitialization.Draw(architecture, _plan.Seed));
        var workers = new ConcurrentBag<GradientWorker>();
        var (skipped, loss, losses) = (from?.Skipped ?? 0, 0.0, 0);
        try
        {
            for (var step = from?.Step ?? 0; step < _plan.Steps;)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    onCheckpoint?.Invoke(new TrainingCheckpoint(_plan, step, skipped, optimizer));
                    throw new OperationCanceledException(cancellationToken);
                }
                var contribution = Gradient(optimizer.Parameters, step, threads, workers);
                if (!optimizer.Update(contribution, LearningRateSchedule.At(step, _plan))) skipped++;
                else (loss, losses) = (loss + contribution.Loss / contribution.Count, losses + 1);

                step++;
                var validate = step % ValidationInterval == 0 || step == _plan.Steps;
                if (validate) onCheckpoint?.Invoke(new TrainingCheckpoint(_plan, step, skipped, optimizer));
                if (!validate && step % ReportInterval != 0) continue;
                double? rmse = validate ? ValidationRmse(Build(name, optimizer, VarianceCalibration.None, provenance)) : null;
                progress?.Report(new TrainingProgress(step, _plan.Steps, loss / Math.Max(1, losses), skipped, rmse));
                (loss, losses) = (0, 0);
            }
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
        return Finish(name, optimizer, skipped, provenance);
    }

    private GradientContribution Gradient(float[] parameters, int step, int threads, ConcurrentBag<GradientWorker> idle)
    {
        var contributions = new GradientContribution[_plan.MicroShards];
        Parallel.For(0, _plan.MicroShards, new ParallelOptions { MaxDegreeOfParallelism = threads }, shard =>
        {
            if (!idle.TryTake(out var worker)) worker = new GradientWorker(_plan, _climatology);
            contributions[shard] = worker.Compute(parameters, step, shard);
            idle.Add(worker);
        });
        return GradientContribution.Sum(contributions);
    }

    private Prior Finish(string name, Adam optimizer, int skipped, IReadOnlyDictionary<string, string> provenance)
    {
        var share = _plan.ValidationWindows / _experiment.Processes.Count;
        var calibration = Calibrate(
            Build(name, optimizer, VarianceCalibration.None, provenance),
            _experiment.Processes.Keys.SelectMany(process => Validation(process, share)));

        var metadata = new Dictionary<string, string>(provenance)
        {
            ["plan"] = JsonSerializer.Serialize(_plan),
            ["skipped_steps"] = skipped.ToString(CultureInfo.InvariantCulture),
        };
        var calibrated = Build(name, optimizer, calibration, provenance);
        foreach (var process in _experiment.Processes.Keys)
        {
            var scores = Score(calibrated, Validation(process, share));
            metadata[$"validation.{process}"] = string.Create(CultureInfo.InvariantCulture,
                $"rmse {scores.Rmse:F4}, per-window mean {scores.MeanWindowRmse:F4}, median {scores.MedianWindowRmse:F4}, " +
                $"spread/skill {scores.SpreadSkill:F3}, 90 % coverage {scores.Coverage90:F3}, {scores.Windows} windows");
        }
        return Build(name, optimizer, calibration, metadata);
    }

    private double ValidationRmse(Prior prior) =>
        Score(prior, Validation(_experiment.Processes.Keys.First(), ValidationSample)).Rmse;

    private static VerificationScores Score(Prior prior, IEnumerable<SimulatedWindow> windows) =>
        new MethodComparison(prior, [new NeuralMethod(prior)]).Run(windows)[0].Scores;

    internal static VarianceCalibration Calibrate(Prior prior, IEnumerable<SimulatedWindow> windows)
    {
        var samples = new List<(double Variance, double SquaredError)>();
        var (comparison, method) = (new MethodComparison(prior, []), new NeuralMethod(prior));
        foreach (var batch in windows.Chunk(256))
        {
            var estimates = method.Estimate(Array.ConvertAll(batch, comparison.Prepare));
            foreach (var (window, estimate) in batch.Zip(estimates))
            {
                samples.Add((
                    estimate.StandardDeviation!.Average(deviation => deviation * deviation),
                    MeanSquaredError.Of(estimate.Mean, prior.Normalization.Normalized(window.Truth))));
            }
        }
        return VarianceCalibration.Fit(samples);
    }

    private IEnumerable<SimulatedWindow> Validation(string process, int count) =>
        WindowSampler.ValidationWindows(_experiment, process, count, _plan.Seed);

    private Prior Build(
        string name, Adam optimizer, VarianceCalibration calibration, IReadOnlyDictionary<string, string> metadata)
    {
        var system = DynamicalSystems.Describe(_experiment.Model.System);
        var description = new PriorDescription
        {
            Name = name,
            Setting = _experiment.Name,
            Components = system.Components,
            Units = system.Units,
            TimeStep = _experiment.Model.TimeStep,
            Model = _experiment.Model,
            Architecture = _plan.Architecture(),
        };
        return Prior.Create(description, _climatology, optimizer.Parameters, calibration, metadata);
    }
}
