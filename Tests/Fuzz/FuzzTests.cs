using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Files.Observations;
using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using NeuralDA.Tests.Grains;
using NeuralDA.Tests.Support;
using Orleans.Serialization;

namespace NeuralDA.Tests.Fuzz;

/// <summary>
/// Malformed, hostile and random input. The environment variable NEURALDA_FUZZ_INPUTS says how many; one in fifty goes to tracks of a
/// running cluster.
/// </summary>
public class FuzzTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const int Seed = 20261124, OneToTracks = 50, Tracks = 8, InputsPerState = 50;

    private static readonly int Inputs =
        int.Parse(Environment.GetEnvironmentVariable("NEURALDA_FUZZ_INPUTS") ?? "20000", CultureInfo.InvariantCulture);

    private static readonly Serializer<ObservationBatch> Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<ObservationBatch>>();

    private static readonly TrackDefinition Track = TrackRules.Define(
        new TrackOptions { PriorName = ServicePriors.Name }, TestPriors.Lorenz63Of(ServicePriors.Name, 1).Description);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Serialised_batches_are_refused_or_their_good_observations_taken()
    {
        var (inputs, state, judged) = (new HostileInputs(Seed, Serializer), NewState(), 0);
        for (var i = 0; i < Inputs / 2; i++)
        {
            if (i % InputsPerState == 0) state = NewState();
            if (Read(inputs.Wire()) is { } batch && Judge(state, batch)) judged++;
        }
        Assert.InRange(judged, 1, Inputs / 2);
    }

    [Theory, InlineData("csv"), InlineData("ndjson"), InlineData("json")]
    public void Text_is_refused_in_one_line_or_its_good_observations_are_taken(string form)
    {
        var (inputs, state, judged) = (new HostileInputs(Seed, Serializer), NewState(), 0);
        var (format, next) = form switch
        {
            "csv" => (ObservationFormats.Csv, inputs.Csv),
            "ndjson" => (ObservationFormats.Ndjson, inputs.Ndjson),
            _ => (ObservationFormats.Json, (Func<byte[]>)inputs.Json),
        };
        for (var i = 0; i < Inputs / 6; i++)
        {
            if (i % InputsPerState == 0) state = NewState();
            if (Read(format, next()) is not { } lines) continue;
            if (Judge(state, new ObservationBatch("w", i * 1024L, [.. lines.Select(line => line.Observation)]))) judged++;
        }
        Assert.InRange(judged, 1, Inputs / 6);
    }

    [Fact]
    public async Task Tracks_answer_every_batch_and_assimilate_afterwards_as_before()
    {
        var inputs = new HostileInputs(Seed + 1, Serializer);
        var tracks = await Task.WhenAll(Enumerable.Range(0, Tracks).Select(_ => cluster.NewTrackAsync()));
        for (var i = 0; i < Inputs / OneToTracks; i += Tracks)
            await Task.WhenAll(tracks.Select(track => SendAsync(track, inputs.Batch())).ToArray());

        foreach (var track in tracks)
        {
            var newest = (await cluster.Client.LatestAsync(track, Cancel))!;
            Assert.All(newest.Observations, AssertIsOne);
            // Farther ahead than anything is carried.
            var honest = ObservationStreams.At(newest.End + 100 * (newest.End - newest.Begin));
            Assert.Equal(1, (await cluster.IngestAsync(track, "honest", 0, honest)).Accepted);
            var latest = (await cluster.Client.LatestAsync(track, Cancel))!;
            Assert.Equal(AnalysisStatus.Succeeded, latest.Status);
            Assert.All(latest.Mean.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.All(latest.StandardDeviation.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        }
    }

    /// <summary>Null where the wire's reader refuses; whatever it says, it must not end the process.</summary>
    private static ObservationBatch? Read(byte[] wire)
    {
        try
        {
            return Serializer.Deserialize(wire);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static IReadOnlyList<ObservationLine>? Read(ObservationFormat format, byte[] text)
    {
        try
        {
            return format.Read(new MemoryStream(text), "body");
        }
        catch (MalformedFileException refusal)
        {
            Assert.NotEmpty(refusal.Message);
            Assert.DoesNotContain('\n', refusal.Message);
            return null;
        }
    }

    private static bool Judge(WindowState state, ObservationBatch batch)
    {
        try
        {
            ObservationRules.Require(batch);
        }
        catch (InvalidBatchException)
        {
            return false;
        }
        var ingestion = state.Accept(batch);
        Assert.Equal(batch.Observations.Length, ingestion.Fresh.Count + ingestion.Refused.Count + ingestion.Repeated.Count);
        Assert.All(ingestion.Fresh, held =>
        {
            var (time, component, value, error, unit) = held.Raw;
            Assert.True(double.IsFinite(time) && double.IsFinite(value) && double.IsFinite(error) && error > 0);
            Assert.Equal(state.Track!.Components[held.Component], component);
            Assert.True(unit is null || unit == state.Track.Units[held.Component]);
        });
        return ingestion.Fresh.Count > 0;
    }

    private static void AssertIsOne(ObservationOutcome used) => Assert.True(
        double.IsFinite(used.Time) && double.IsFinite(used.Value) && used.ErrorStandardDeviation is > 0 and < double.PositiveInfinity);

    private async Task SendAsync(string track, ObservationBatch batch)
    {
        try
        {
            var receipt = await cluster.IngestAsync(track, batch.WriterId, batch.FirstSequence, batch.Observations);
            Assert.Equal(batch.Observations.Length, receipt.Accepted + receipt.Duplicates + receipt.Refusals.Length);
        }
        catch (InvalidBatchException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }

    private static WindowState NewState() => new() { Track = Track };
}
