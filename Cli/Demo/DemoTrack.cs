using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Demo;

/// <summary>
/// What the demo knows of one track: its hidden truth, what was written, which analyses came. The newest revision of each window
/// counts. Thread-safe.
/// </summary>
internal sealed class DemoTrack
{
    private readonly Lock _gate = new();
    private readonly DemoScenario _scenario;
    private readonly LatencyRecorder _latency;
    private readonly bool _keepsAnalyses;
    private readonly Dictionary<long, (double Step, long WrittenAt)> _written = [];
    private readonly Dictionary<long, RefusalReason> _refused = [];
    private readonly HashSet<long> _analysed = [];
    private readonly SortedDictionary<long, DemoWindow> _windows = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSeen;
    private long _lastWanted = long.MaxValue;

    /// <summary>Simulates the track's system and draws its observations.</summary>
    /// <param name="id">Track id.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="index">Index of the track.</param>
    /// <param name="latency">Where latencies are recorded.</param>
    /// <param name="keepsAnalyses">Whether the analyses themselves are kept, to be plotted.</param>
    public DemoTrack(string id, DemoScenario scenario, int index, LatencyRecorder latency, bool keepsAnalyses)
    {
        (_scenario, _latency, _keepsAnalyses) = (scenario, latency, keepsAnalyses);
        Id = id;
        Truth = new HiddenTruth(scenario, index);
        Deliveries = ObservationScript.Draw(scenario, Truth, index);
    }

    /// <summary>Track id.</summary>
    public string Id { get; }

    /// <summary>The hidden truth.</summary>
    public HiddenTruth Truth { get; }

    /// <summary>The observations in order of arrival.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; }

    /// <summary>Ends when every analysis up to the one given to <see cref="ExpectUpTo"/> has been seen.</summary>
    public Task Complete => _complete.Task;

    /// <summary>The newest revision of each window, in order.</summary>
    public IReadOnlyList<DemoWindow> Windows => Locked(() => _windows.Values.ToList());

    /// <summary>The track in numbers.</summary>
    public DemoCounts Counts => Locked(() => new DemoCounts(
        _written.Count, _lastSeen, _refused.Values.ToList(),
        _windows.Values.Aggregate(default(WindowErrors), (sum, window) => sum + window.Errors)));

    /// <summary>Notes that an observation is about to be written.</summary>
    public void OnWrite(long sequence, Observation observation)
    {
        lock (_gate) _written.TryAdd(sequence, (observation.Time / _scenario.Experiment.Model.TimeStep, _latency.Now()));
    }

    /// <summary>Notes a receipt.</summary>
    public void OnReceipt(IngestReceipt receipt)
    {
        lock (_gate)
            foreach (var refusal in receipt.Refusals) _refused[refusal.Sequence] = refusal.Reason;
    }

    /// <summary>Notes an analysis.</summary>
    public void OnAnalysis(Analysis analysis)
    {
        var firstStep = (int)Math.Round(analysis.Begin / analysis.TimeStep);
        var errors = WindowErrors.Of(Truth.Window(firstStep, analysis.Steps), analysis, _scenario.Prior);
        lock (_gate)
        {
            foreach (var outcome in analysis.Observations)
                if (_analysed.Add(outcome.Sequence)) _latency.Record(_written[outcome.Sequence].WrittenAt);
            _windows[analysis.Window] = new DemoWindow(
                firstStep, analysis.Steps, errors,
                [.. analysis.Observations.Select(outcome => outcome.Sequence)], _keepsAnalyses ? analysis : null);
            _lastSeen = analysis.Sequence;
            if (_lastSeen >= _lastWanted) _complete.TrySetResult();
        }
    }

    /// <summary>Says which analysis is the last one.</summary>
    public void ExpectUpTo(long sequence)
    {
        lock (_gate)
        {
            _lastWanted = sequence;
            if (_lastSeen >= _lastWanted) _complete.TrySetResult();
        }
    }

    /// <summary>
    /// Accepted observations that are not exactly once in each final analysis whose window they lie in, or in none at all.
    /// A gross error is accepted in this sense: it is kept with its window, marked.
    /// </summary>
    public int CountLost() => Locked(() => _written.Count(own =>
    {
        if (_refused.TryGetValue(own.Key, out var reason) && reason != RefusalReason.GrossError) return false;
        var containing = _windows.Values.Where(window => window.Contains(own.Value.Step)).ToList();
        return containing.Count == 0 || !containing.TrueForAll(window => window.Sequences.Count(each => each == own.Key) == 1);
    }));

    private T Locked<T>(Func<T> read)
    {
        lock (_gate) return read();
    }
}

/// <summary>The newest analysis of one window.</summary>
/// <param name="FirstStep">First step of the window.</param>
/// <param name="Steps">Number T of steps.</param>
/// <param name="Errors">Its errors against the truth.</param>
/// <param name="Sequences">The observations in it.</param>
/// <param name="Analysis">The analysis itself, where it is kept.</param>
internal sealed record DemoWindow(int FirstStep, int Steps, WindowErrors Errors, long[] Sequences, Analysis? Analysis)
{
    /// <summary>Whether a time, in steps, lies in the half-open window.</summary>
    public bool Contains(double step) => step >= FirstStep && step < FirstStep + Steps;
}

/// <summary>A track, or all of them, in numbers.</summary>
/// <param name="Observations">Observations written, repetitions not counted.</param>
/// <param name="Analyses">Analyses seen, all revisions.</param>
/// <param name="Refused">Why observations were refused, one entry each.</param>
/// <param name="Errors">Errors of the newest revisions of all windows.</param>
internal sealed record DemoCounts(
    long Observations, long Analyses, IReadOnlyCollection<RefusalReason> Refused, WindowErrors Errors);
