using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.Trajectories;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Training;

/// <summary>
/// What a plan's gradients, scores and final prior are computed with: its windows, their units and background, and one worker for
/// each thread that asks at the same time. Thread-safe.
/// </summary>
public sealed class TrainingProblem
{
    private const int ValidationSample = 400;

    private readonly IWindowSource _source;
    private readonly Climatology _climatology;
    private readonly ConcurrentBag<GradientWorker> _idle = [];

    /// <summary>Makes the problem of a plan; estimates the background of its windows.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The trajectories that the plan names; null for a setting.</param>
    /// <exception cref="ArgumentException">The plan cannot be carried out, or not with these data; the message says why.</exception>
    public TrainingProblem(TrainingPlan plan, TrajectorySet? data = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        if (plan.Data is null != data is null)
            throw new ArgumentException(data is null ? $"the data '{plan.Setting}' are not there" : $"'{plan.Setting}' needs no data");
        Plan = plan;
        _source = plan.Data is { } recorded
            ? new RecordedWindows(recorded, data!)
            : new SimulatedWindows(plan.Experiment());
        _climatology = _source.EstimateClimatology(plan.ClimatologyWindows, plan.Seed);
        if (plan.Architecture().IsConvolutional) _climatology = _climatology.WithMarkovBackground();
    }

    /// <summary>The plan.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The units that networks work in.</summary>
    public Normalization Normalization => _climatology.Normalization;

    private int ShareOfProcess => Plan.ValidationWindows / _source.Processes.Count;

    /// <summary>What the prior is for.</summary>
    /// <param name="name">The name of the prior.</param>
    public PriorDescription Describe(string name) => _source.Describe(name, Plan.Architecture());

    /// <summary>Windows for comparing finished priors: used neither in training nor for choices nor in tests.</summary>
    public IReadOnlyList<SimulatedWindow> HeldOutWindows() =>
        [.. _source.Processes.SelectMany(process => _source.HeldOut(process, ShareOfProcess))];

    /// <summary>The contribution of one micro-shard of one step, whoever computes it.</summary>
    /// <param name="parameters">All weights and biases.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="shard">The micro-shard, from 0.</param>
    public GradientContribution Gradient(ReadOnlySpan<float> parameters, int step, int shard)
    {
        if (!_idle.TryTake(out var worker)) worker = new GradientWorker(Plan, _climatology, _source.TrainingWindows());
        var contribution = worker.Compute(parameters, step, shard);
        _idle.Add(worker);
        return contribution;
    }

    /// <summary>RMSE of the unfinished prior on a part of the validation windows, normalised units.</summary>
    public double ValidationRmse(float[] parameters) => Score(
        Build("unfinished", parameters, VarianceCalibration.None, new Dictionary<string, string>()),
        _source.Validation(_source.Processes[0], ValidationSample, Plan.Seed)).Rmse;

    /// <summary>The calibrated prior of a finished run, with its validation scores in its metadata.</summary>
    /// <param name="name">The name of the prior.</param>
    /// <param name="state">The run.</param>
    /// <param name="provenance">How it was made: command, commit. Goes into the prior's metadata.</param>
    public Prior Finish(string name, TrainingState state, IReadOnlyDictionary<string, string> provenance)
    {
        ArgumentNullException.ThrowIfNull(state);
        var parameters = state.Optimizer.Parameters;
        var calibration = Calibrate(
            Build(name, parameters, VarianceCalibration.None, provenance),
            _source.Processes.SelectMany(process => _source.Validation(process, ShareOfProcess, Plan.Seed)));

        var metadata = new Dictionary<string, string>(provenance)
        {
            ["plan"] = JsonSerializer.Serialize(Plan),
            ["skipped_steps"] = state.Skipped.ToString(CultureInfo.InvariantCulture),
        };
        var calibrated = Build(name, parameters, calibration, provenance);
        foreach (var process in _source.Processes)
        {
            var scores = Score(calibrated, _source.Validation(process, ShareOfProcess, Plan.Seed));
            metadata[$"validation.{process}"] = string.Create(CultureInfo.InvariantCulture,
                $"rmse {scores.Rmse:F4}, per-window mean {scores.MeanWindowRmse:F4}, median {scores.MedianWindowRmse:F4}, " +
                $"spread/skill {scores.SpreadSkill:F3}, 90 % coverage {scores.Coverage90:F3}, {scores.Windows} windows");
        }
        return Build(name, parameters, calibration, metadata);
    }

    /// <summary>Frees the working memory of the workers that are idle; who asks next takes some anew.</summary>
    public void Release()
    {
        while (_idle.TryTake(out var worker)) worker.Dispose();
    }

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

    private static VerificationScores Score(Prior prior, IEnumerable<SimulatedWindow> windows) =>
        new MethodComparison(prior, [new NeuralMethod(prior)]).Run(windows)[0].Scores;

    private Prior Build(
        string name, float[] parameters, VarianceCalibration calibration, IReadOnlyDictionary<string, string> metadata) =>
        Prior.Create(Describe(name), _climatology, parameters, calibration, metadata);
}
