using System.Runtime.InteropServices;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Everything a track remembers, and the rules by which observations enter, windows open and close and analyses are numbered.
/// Pure: the grain works on a copy and keeps it only once it is on disk. Which analyses come out is a function of the set of
/// accepted observations: nothing behind the watermark is accepted, a window closes when the watermark reaches its end, and a
/// window that is analysed anew has all later ones follow that build on it.
/// </summary>
[GenerateSerializer, Alias("neuralda.WindowState")]
internal sealed class WindowState : IPublishesAnalyses
{
    /// <summary>
    /// For how many window lengths a silent track is followed: what was carried has faded into climatology by then (Lorenz 63: an
    /// error e-folds in about 1.1 time units, a window is 0.8).
    /// </summary>
    public const int BridgedLengths = 4;

    /// <summary>Raw values of refused observations kept.</summary>
    public const int RefusedKept = 64;

    [Id(0)] public TrackDefinition? Track { get; set; }

    /// <summary>Accepted observations of the open windows, in their natural order.</summary>
    [Id(1)] public List<HeldObservation> Observations { get; } = [];

    /// <summary>Sequence numbers received, by writer.</summary>
    [Id(2)] public SortedDictionary<string, SequenceSet> Ledger { get; } = new(StringComparer.Ordinal);

    /// <summary>The open windows that have been analysed, and the one before them, which they build on.</summary>
    [Id(3)] public SortedDictionary<long, PublishedWindow> Windows { get; } = [];

    [Id(4)] public double? NewestStep { get; set; }

    [Id(5)] public long LastSequence { get; set; }

    [Id(6)] public long Accepted { get; set; }

    [Id(7)] public long Duplicates { get; set; }

    [Id(8)] public Dictionary<RefusalReason, long> Refused { get; } = [];

    [Id(9)] public List<RefusedObservation> RecentlyRefused { get; } = [];

    /// <inheritdoc/>
    [field: NonSerialized] public IReadOnlyList<Analysis> Unpublished { get; set; } = [];

    /// <inheritdoc/>
    public long OldestNeeded => LatestSequence;

    /// <summary>What became of the observations that have left, by component.</summary>
    [Id(10)] public SortedDictionary<int, ComponentLedger> Components { get; } = [];

    /// <summary>How forecasts have fared, by component. Unlike all else it depends on what had arrived when.</summary>
    [Id(11)] public SortedDictionary<int, ForecastLedger> Forecasts { get; } = [];

    private WindowGrid Grid => Track!.Grid;

    /// <summary>The windows an observation may still change; null before the first observation.</summary>
    public WindowRange? OpenWindows => NewestStep is not { } newest
        ? null
        : new WindowRange(Grid.FirstEndingAfter(newest - Track!.LatenessSteps), Grid.FirstEndingAfter(newest));

    /// <summary>Sequence of the newest revision of the newest window, 0 before the first analysis.</summary>
    public long LatestSequence => Windows.Count == 0 ? 0 : Windows.Last().Value.Sequence;

    /// <summary>Takes in a batch, observation by observation, so that how a stream is cut into batches changes nothing.</summary>
    public Ingestion Accept(ObservationBatch batch)
    {
        var ingestion = new Ingestion(batch.WriterId, previousNewest: NewestStep);
        if (!Ledger.TryGetValue(batch.WriterId, out var received)) Ledger.Add(batch.WriterId, received = new SequenceSet());

        for (var i = 0; i < batch.Observations.Length; i++)
        {
            var (sequence, raw) = (batch.FirstSequence + i, batch.Observations[i]);
            if (!received.Add(sequence)) ingestion.Repeated.Add(sequence);
            else if (ObservationRules.Check(Track!, NewestStep, sequence, raw) is { } refusal)
            {
                Remember(new RefusedObservation(batch.WriterId, raw, refusal));
                if (refusal.Reason is RefusalReason.OutOfBounds or RefusalReason.WrongUnit)
                    LedgerOf(Array.IndexOf(Track!.Components, raw.Component)).Refused++;
                ingestion.Refused.Add(refusal);
            }
            else ingestion.Fresh.Add(Hold(batch.WriterId, sequence, raw));
        }
        Duplicates += ingestion.Repeated.Count;
        Accepted += ingestion.Fresh.Count;
        return ingestion;
    }

    /// <summary>
    /// The windows to analyse after a batch, ascending: those that a fresh observation lies in, those never analysed that begin
    /// soon after an observation, and those that build on one of these. A longer gap has no analyses until observations come
    /// again, so that an outage, however long, costs at most 4 T / S empty windows.
    /// </summary>
    public SortedSet<long> DueWindows(Ingestion ingestion)
    {
        var due = new SortedSet<long>();
        if (ingestion.PreviousNewest is { } previous) Visit(previous, isFresh: false);
        foreach (var observation in ingestion.Fresh) Visit(observation.Step, isFresh: true);
        foreach (var window in Windows.Keys.Where(window => due.Contains(window - 1))) due.Add(window);
        return due;

        void Visit(double step, bool isFresh)
        {
            var last = Math.Min(Grid.LastBeginningBy(step + BridgedLengths * Grid.Steps), OpenWindows!.Last);
            for (var window = Grid.FirstEndingAfter(step); window <= last; window++)
                if ((isFresh && Grid.BeginOf(window) <= step) || !Windows.ContainsKey(window)) due.Add(window);
        }
    }

    /// <summary>The observations of a window in their natural order.</summary>
    public HeldObservation[] ObservationsOf(long window)
    {
        var first = FirstFrom(Grid.BeginOf(window));
        return CollectionsMarshal.AsSpan(Observations)[first..FirstFrom(Grid.EndOf(window))].ToArray();
    }

    /// <summary>What the window before hands on.</summary>
    public CarriedState CarriedInto(long window) =>
        Windows.TryGetValue(window - 1, out var before) ? before.Carried : CarriedState.Nothing;

    /// <summary>Takes over what a window's analysis made of its observations, and numbers it.</summary>
    /// <param name="analysed">The analysis.</param>
    /// <param name="carried">What it hands on.</param>
    public PublishedWindow Conclude(WindowAnalysis analysed, CarriedState carried)
    {
        // They are the window's observations, in their order.
        var first = FirstFrom(Grid.BeginOf(analysed.Window));
        foreach (var (i, judged) in analysed.Observations.Index())
            Observations[first + i] = judged.Held with { Verdict = judged.Verdict };
        var (revision, supersedes) = Windows.TryGetValue(analysed.Window, out var published)
            ? (published.Revision + 1, published.Sequence)
            : (1, (long?)null);
        var carriedFrom = Windows.TryGetValue(analysed.Window - 1, out var before) ? before.Sequence : (long?)null;
        return Windows[analysed.Window] = new PublishedWindow(revision, ++LastSequence, supersedes, carriedFrom, carried);
    }

    /// <summary>What the analyses made of a batch's observations.</summary>
    public List<HeldObservation> Judged(Ingestion ingestion) =>
        ingestion.Fresh.ConvertAll(fresh => Observations[Observations.BinarySearch(fresh)]);

    /// <summary>What became of a batch, once its windows are judged.</summary>
    public IngestReceipt Receipt(Ingestion ingestion)
    {
        var refusals = new List<Refusal>(ingestion.Refused);
        var refused = Judged(ingestion).FindAll(held => held.IsRefused);
        refusals.AddRange(refused.ConvertAll(held => held.AsRefusal()));
        var accepted = ingestion.Fresh.Count - refused.Count;
        var repeated = KnownRefusals(ingestion.WriterId).IntersectBy(ingestion.Repeated, refusal => refusal.Sequence).ToList();
        refusals.AddRange(repeated);
        refusals.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return new IngestReceipt(accepted, ingestion.Repeated.Count - repeated.Count, [.. refusals], LastSequence);
    }

    /// <summary>Lets go of the windows that the watermark has passed and of the observations in none of the others.</summary>
    public void CloseWindows()
    {
        if (OpenWindows is not { } open) return;
        foreach (var window in Windows.Keys.Where(window => window < open.First - 1).ToList()) Windows.Remove(window);

        var held = FirstFrom(Grid.BeginOf(open.First));
        foreach (var leaving in Observations.Take(held)) Settle(leaving);
        Observations.RemoveRange(0, held);
    }

    /// <summary>Index of the first observation from a step on; their count where there is none.</summary>
    private int FirstFrom(double step)
    {
        var (low, high) = (0, Observations.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Observations[middle].Step < step) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Settle(HeldObservation leaving)
    {
        LedgerOf(leaving.Component).Settle(leaving.Verdict!.Value);
        if (!leaving.IsRefused) return;
        Accepted--;
        Remember(leaving.AsRefused());
    }

    /// <summary>How forecasts of a component have fared.</summary>
    public ForecastLedger ForecastsOf(int component) => Entry(Forecasts, component);

    private ComponentLedger LedgerOf(int component) => Entry(Components, component);

    private static T Entry<T>(SortedDictionary<int, T> entries, int component) where T : new()
    {
        if (!entries.TryGetValue(component, out var entry)) entries.Add(component, entry = new T());
        return entry;
    }

    private HeldObservation Hold(string writerId, long sequence, Observation raw)
    {
        var step = Grid.StepAt(raw.Time);
        var held = new HeldObservation(writerId, sequence, raw, step, Array.IndexOf(Track!.Components, raw.Component));
        Observations.Insert(~Observations.BinarySearch(held), held);
        NewestStep = NewestStep is { } newest ? Math.Max(newest, step) : step;
        return held;
    }

    private void Remember(RefusedObservation refused)
    {
        Refused[refused.Refusal.Reason] = Refused.GetValueOrDefault(refused.Refusal.Reason) + 1;
        RecentlyRefused.Add(refused);
        if (RecentlyRefused.Count > RefusedKept) RecentlyRefused.RemoveAt(0);
    }

    private IEnumerable<Refusal> KnownRefusals(string writerId) => RecentlyRefused
        .Where(refused => refused.WriterId == writerId).Select(refused => refused.Refusal)
        .Concat(Observations.Where(held => held.IsRefused && held.WriterId == writerId).Select(held => held.AsRefusal()));
}

/// <summary>The newest analysis of a window.</summary>
/// <param name="Revision">How many times the window was analysed.</param>
/// <param name="Sequence">Sequence of its newest analysis.</param>
/// <param name="Supersedes">Sequence of the one before; null for the first.</param>
/// <param name="CarriedFrom">Sequence of the analysis that handed on to it; null where none did.</param>
/// <param name="Carried">What it hands on to the next window.</param>
[GenerateSerializer, Immutable, Alias("neuralda.PublishedWindow")]
internal sealed record PublishedWindow(
    [property: Id(0)] int Revision,
    [property: Id(1)] long Sequence,
    [property: Id(2)] long? Supersedes,
    [property: Id(3)] long? CarriedFrom,
    [property: Id(4)] CarriedState Carried);
