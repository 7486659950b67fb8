using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Trajectories;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training.Windows;

/// <summary>
/// Windows cut out of recorded trajectories. Along the time of all trajectories, one after another, the first eighty hundredths
/// are for training, the next ten for validation and the last ten for comparing finished priors; no window lies in two of them.
/// </summary>
internal sealed class RecordedWindows : IWindowSource
{
    private const ulong ValidationPurpose = 0x5A12;
    private const ulong HeldOutPurpose = 0x4E1E;
    private const double TrainingShare = 0.8, ValidationShare = 0.1;
    private const int FewestTraining = 200, FewestOthers = 20;

    private readonly RecordedPlan _plan;
    private readonly TrajectorySet _set;
    private readonly WindowShape _shape;
    private readonly Normalization _normalization;
    private readonly List<(int Trajectory, int Step)> _training = [], _validation = [], _heldOut = [];
    private readonly Dictionary<string, ObservationProcess> _processes;
    private readonly ProcessMixture _mixture;

    /// <summary>Cuts the windows.</summary>
    /// <exception cref="ArgumentException">The data cannot be used; the message says why.</exception>
    public RecordedWindows(RecordedPlan plan, TrajectorySet set)
    {
        (_plan, _set, _shape) = (plan, set, plan.Shape);
        set.Validate();
        Require(set.Components.Count == plan.Components, $"it has {set.Components.Count} components; the plan has {plan.Components}");
        Cut();
        Require(_training.Count >= FewestTraining && _validation.Count >= FewestOthers && _heldOut.Count >= FewestOthers,
            $"it has {_training.Count}, {_validation.Count} and {_heldOut.Count} windows of {plan.Steps} steps for training, " +
            $"validation and comparison; expected at least {FewestTraining}, {FewestOthers} and {FewestOthers}: " +
            "more data, shorter windows or a smaller stride");
        _normalization = Normalize();
        var eighth = Math.Max(1, plan.Steps / 8);
        _processes = new Dictionary<string, ObservationProcess>
        {
            [$"M{eighth}"] = new RandomCount(eighth, eighth),
            ["R8"] = new RandomRate(1.0 / 8),
            ["R4"] = new RandomRate(1.0 / 4),
            ["E8"] = new RegularPeriod(8),
        };
        // The mixture that served every process best on simulated windows.
        var parts = _processes.Values.Zip([0.25, 0.22, 0.13, 0.13], (process, share) => (share, process));
        _mixture = new ProcessMixture([.. parts, (0.27, new RandomCount(1, 3 * eighth))]);
    }

    public IReadOnlyList<string> Processes => [.. _processes.Keys];

    public Climatology EstimateClimatology(int windows, ulong seed)
    {
        var count = Math.Min(windows, _training.Count);
        var states = Matrix<double>.Build.Dense(count, _shape.Size);
        for (var i = 0; i < count; i++)
            states.SetRow(i, _normalization.Normalized(Truth(_training[(int)((long)i * _training.Count / count)])));
        var covariance = states.TransposeThisAndMultiply(states).Divide(count);
        // Few windows do not tell correlations apart from chance: they count for less the fewer there are for each unknown.
        var trust = (double)count / (count + _shape.Size);
        var shrunk = Matrix<double>.Build.Dense(
            _shape.Size, _shape.Size, (i, j) => i == j ? covariance[i, j] : trust * covariance[i, j]);
        return new Climatology(_normalization, new ClimatologicalPrior(new double[_shape.Size], shrunk), InterpolationErrors());
    }

    public ITrainingWindows TrainingWindows() => new Drawn(this);

    public IEnumerable<SimulatedWindow> Validation(string process, int count, ulong seed) =>
        Observed(_validation, process, count, seed, ValidationPurpose);

    public IEnumerable<SimulatedWindow> HeldOut(string process, int count) =>
        Observed(_heldOut, process, count, seed: 0, HeldOutPurpose);

    public PriorDescription Describe(string name, PriorArchitecture architecture) => new()
    {
        Name = name,
        Setting = _set.Name,
        Components = _set.Components,
        Units = _set.Units,
        TimeStep = _set.TimeStep,
        Model = null,
        Architecture = architecture,
    };

    private void Cut()
    {
        var (total, offset) = (_set.Steps, 0L);
        var (trainingEnd, validationEnd) = ((long)(TrainingShare * total), (long)((TrainingShare + ValidationShare) * total));
        for (var i = 0; i < _set.Trajectories.Count; i++)
        {
            var steps = _set.Trajectories[i].Length / _shape.Components;
            for (var step = 0; step + _shape.Steps <= steps; step += _plan.Stride)
            {
                var (begin, end) = (offset + step, offset + step + _shape.Steps);
                if (end <= trainingEnd) _training.Add((i, step));
                else if (begin >= trainingEnd && end <= validationEnd) _validation.Add((i, step));
                else if (begin >= validationEnd) _heldOut.Add((i, step));
            }
            offset += steps;
        }
    }

    private Normalization Normalize()
    {
        var n = _shape.Components;
        var (sums, squares, count) = (new double[n], new double[n], 0L);
        foreach (var window in _training)
        {
            var truth = Truth(window);
            for (var i = 0; i < truth.Length; i++) (sums[i % n], squares[i % n]) = (sums[i % n] + truth[i], squares[i % n] + truth[i] * truth[i]);
            count += _shape.Steps;
        }
        var deviations = sums.Zip(squares, (sum, square) => Math.Sqrt(Math.Max(0, square / count - sum / count * (sum / count)))).ToArray();
        var constant = Array.FindIndex(deviations, deviation => !(deviation > 0));
        Require(constant < 0, $"component {(constant < 0 ? "" : _set.Components[constant])} never changes");
        return new Normalization(
            [.. Enumerable.Range(0, _shape.Size).Select(i => sums[i % n] / count)],
            [.. Enumerable.Range(0, _shape.Size).Select(i => deviations[i % n])]);
    }

    // Between recorded steps nothing is known, but interpolation over twice and four times the step is: the square of what a smooth
    // state misses grows sixteenfold with each doubling, that of what noise adds twofold. The two together, at one step, are sought.
    private double[] InterpolationErrors()
    {
        var n = _shape.Components;
        double[] twice = new double[n], fourTimes = new double[n];
        foreach (var window in _training)
        {
            var truth = _normalization.Normalized(Truth(window));
            for (var c = 0; c < n; c++)
            {
                double Miss(int lag) => truth[2 * n + c] - (truth[(2 - lag) * n + c] + truth[(2 + lag) * n + c]) / 2;
                twice[c] += Miss(1) * Miss(1) / _training.Count;
                fourTimes[c] += Miss(2) * Miss(2) / _training.Count;
            }
        }
        return [.. twice.Zip(fourTimes, (two, four) =>
        {
            var smooth = Math.Clamp((four - 2 * two) / (256 - 2 * 16), 0, two / 16);
            return smooth + (two - 16 * smooth) / 2;
        })];
    }

    private IEnumerable<SimulatedWindow> Observed(
        List<(int, int)> windows, string process, int count, ulong seed, ulong purpose)
    {
        var observer = Observer(_processes[process]);
        for (var i = 0; i < count; i++)
        {
            // Spread over the part; where there are fewer windows than are asked for, they are observed again in other ways.
            var index = count <= windows.Count ? (int)((long)i * windows.Count / count) : i % windows.Count;
            var truth = Truth(windows[index]);
            yield return new SimulatedWindow(truth, observer.Observe(truth, new RandomSource(seed, purpose, (ulong)i)));
        }
    }

    private WindowObserver Observer(ObservationProcess process) => new(
        _shape, _plan.ObservedComponents, process, ObservedSets.Training,
        (_, component) => RecordedPlan.ObservationError * _normalization.StandardDeviation[component]);

    private double[] Truth((int Trajectory, int Step) window) => _set.Window(window.Trajectory, window.Step, _shape);

    private void Require(bool holds, string problem)
    {
        if (!holds) throw new ArgumentException($"the data '{_set.Name}' cannot be used: {problem}");
    }

    private sealed class Drawn(RecordedWindows source) : ITrainingWindows
    {
        private readonly WindowObserver _observer = source.Observer(source._mixture);

        public IReadOnlyList<SimulatedWindow> Draw(RandomSource random, int count)
        {
            var windows = new SimulatedWindow[count];
            for (var i = 0; i < count; i++)
            {
                var truth = source.Truth(source._training[random.NextInteger(source._training.Count)]);
                windows[i] = new SimulatedWindow(truth, _observer.Observe(truth, random));
            }
            return windows;
        }
    }
}
