using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using Orleans.Serialization;

namespace NeuralDA.Tests.Grains.Interfaces;

public class WireRoundTripTests
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly Gen<FloatBlob> Blob = Gen.Float.Array[0, 50].Select(values => new FloatBlob(values));

    private static readonly Gen<Observation> AnObservation =
        Gen.Select(Gen.Double, Gen.String, Gen.Double, Gen.Double, Gen.String.Null(),
            (time, component, value, error, unit) => new Observation(time, component, value, error, unit));

    private static readonly Gen<Refusal> ARefusal =
        Gen.Select(Gen.Long, Gen.Enum<RefusalReason>(), Gen.String, (sequence, reason, message) => new Refusal(sequence, reason, message));

    private static readonly Gen<ObservationOutcome> AnOutcome = Gen.Select(
        Gen.String, Gen.Long, Gen.Int, Gen.Double.Array[9], Gen.Bool,
        (writer, sequence, component, values, used) => new ObservationOutcome(
            writer, sequence, values[0], component, values[1], values[2], values[3], values[4], used ? null : RefusalReason.GrossError,
            values[5], values[6], values[7], values[8]));

    private static readonly Gen<TrackOptions> SomeTrackOptions = Gen.Select(
        Gen.String, Gen.Int, Gen.Double, Gen.Bool,
        (name, number, value, isSet) => new TrackOptions
        {
            PriorName = name, PriorVersion = isSet ? number : null, Origin = value, ShiftSteps = isSet ? number : null,
            Lateness = isSet ? value : null, GrossErrorThreshold = value, RefinementSteps = number, HorizonWindows = number,
            TimeByStep = isSet, Carry = isSet, RefinementStarts = isSet ? number : null,
            QualityControl = new QualityControlOptions
            {
                Bounds = isSet ? new PhysicalBounds([new ComponentBounds(name, value, value)]) : PhysicalBounds.None, StuckAfter = number,
                SpikeThreshold = value, MaximumPerStep = number, ReopenAfter = number, GrossErrors = GrossErrorTreatment.Downweight,
            },
        });

    private static readonly Gen<Analysis> AnAnalysis = Gen.Select(
        Gen.String, Gen.Long, Gen.Double, Gen.String.Array[0, 4], Blob, AnOutcome.Array[0, 4], Gen.Bool, Gen.DateTimeOffset,
        (text, number, value, components, blob, outcomes, isRefined, instant) => new Analysis
        {
            Track = text, Sequence = number, Window = number, Revision = (int)number, Begin = value, End = value, TimeStep = value,
            Steps = (int)number, Components = components, PriorName = text, PriorVersion = (int)number, FirstGuess = blob, Mean = blob,
            StandardDeviation = blob, RefinedMean = isRefined ? blob : null, RefinedStandardDeviation = null, Observations = outcomes,
            CostBefore = value, CostAfter = value, ChiSquare = value, DegreesOfFreedomForSignal = value,
            Status = AnalysisStatus.NotFinite, ReceivedAt = instant, Supersedes = isRefined ? number : null, IsReopened = isRefined,
            LastCovariance = blob, CarriedFrom = isRefined ? number : null, Carried = isRefined ? [1, 2, 3] : null,
        });

    [Fact]
    public void Observation_batches_survive_the_wire() =>
        RoundTrip(Gen.Select(Gen.String, Gen.Long, AnObservation.Array[0, 20],
            (writer, first, observations) => new ObservationBatch(writer, first, observations)));

    [Fact]
    public void Receipts_survive_the_wire() =>
        RoundTrip(Gen.Select(Gen.Int, Gen.Int, ARefusal.Array[0, 5], Gen.Long,
            (accepted, duplicates, refusals, last) => new IngestReceipt(accepted, duplicates, refusals, last)));

    [Fact]
    public void Track_options_survive_the_wire() => RoundTrip(SomeTrackOptions);

    [Fact]
    public void Analyses_survive_the_wire() => RoundTrip(AnAnalysis);

    [Fact]
    public void Forecasts_survive_the_wire() =>
        RoundTrip(Gen.Select(Gen.String, Gen.Long, Gen.Double, Gen.String.Array[0, 4], Blob,
            (track, number, value, components, blob) => new Forecast
            {
                Track = track, AnalysisSequence = number, Begin = value, TimeStep = value, Steps = (int)number,
                Components = components, Mean = blob, StandardDeviation = blob,
            }));

    [Fact]
    public void Replays_survive_the_wire() => RoundTrip(Gen.Select(Gen.String, Gen.Long, Gen.Double, Gen.Bool,
        (track, number, value, isSet) => new Replay
        {
            Track = track, Sequence = number, Window = number, Revision = (int)number, PriorVersion = (int)number,
            Observations = (int)number, IsIdentical = isSet, LargestDifference = value, CarriedFrom = isSet ? number : null,
            IsHandedOnIdentically = isSet ? true : null,
        }));

    [Fact]
    public void Track_statuses_survive_the_wire() =>
        RoundTrip(Gen.Select(Gen.String, Gen.Long, SomeTrackOptions, ARefusal, AnObservation,
            (text, number, options, refusal, observation) => new TrackStatus
            {
                Track = text, Options = options, NewestTime = number, Watermark = null, Accepted = number, Duplicates = number,
                Refused = new Dictionary<RefusalReason, long> { [RefusalReason.TooLate] = number },
                RecentlyRefused = [new RefusedObservation(text, observation, refusal)], OpenWindows = new WindowRange(1, number),
                LastAnalysisSequence = number, Writers = [new WriterStatus(text, number, number)],
                Forecasts = [new ForecastScore(text, 0, 1, number, 2, 3, 4, 0.9)],
                Diagnostics =
                [
                    new ComponentDiagnostics
                    {
                        Component = text, Used = number, Refused = number, Count = 1, Bias = 2, RootMeanSquare = 3, Spread = 4,
                        ChiSquarePerObservation = 5, ErrorScale = 6, BackgroundScale = double.NaN,
                        Warnings = DiagnosticWarnings.Bias | DiagnosticWarnings.Refusals,
                    },
                ],
            }));

    [Fact]
    public void Prior_statuses_survive_the_wire() =>
        RoundTrip(Gen.Select(Gen.String, Gen.Int, Gen.Double, Gen.String.Array[0, 4], Gen.DateTimeOffset,
            (text, number, value, names, instant) => new PriorStatus
            {
                Name = text, CurrentVersion = number, Versions = [new PriorVersion(number, text, number, instant)], Steps = number,
                TimeStep = value, Components = names, Units = names, System = null,
                Metadata = new Dictionary<string, string> { ["key"] = text },
            }));

    [Fact]
    public void Errors_keep_their_type_and_message()
    {
        NeuralDAException error = new UnknownTrackException("There is no track 'x'.");
        var received = Serializer.Deserialize<Exception>(Serializer.SerializeToArray<Exception>(error));
        Assert.Equal(error.Message, Assert.IsType<UnknownTrackException>(received).Message);
    }

    [Fact]
    public void A_blob_keeps_every_bit_of_a_NaN()
    {
        var blob = new FloatBlob([BitConverter.Int32BitsToSingle(0x7fc12345), float.NegativeInfinity, -0f]);
        Assert.Equal(blob, Serializer.Deserialize<FloatBlob>(Serializer.SerializeToArray(blob)));
    }

    [Fact]
    public void A_blob_costs_four_bytes_a_value() =>
        Assert.InRange(Serializer.SerializeToArray(new FloatBlob(new float[1000])).Length, 4000, 4050);

    /// <summary>Compares deeply: records compare their arrays by reference.</summary>
    private static void RoundTrip<T>(Gen<T> gen) => gen.Sample(
        value => Assert.Equivalent(value, Serializer.Deserialize<T>(Serializer.SerializeToArray(value)), strict: true), iter: 200);
}
