using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Files.Observations;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Bench;

public class TrackBatchesTests
{
    [Fact]
    public void Every_form_of_a_batch_holds_the_same_observations()
    {
        var track = new TrackBatches(TestSettings.Lorenz63, batches: 2, samplesPerStep: 40, seed: 1);
        var batch = track.Batch(1);
        Assert.Equal(TrackBatches.Size, batch.Observations.Length);
        Assert.Equal(TrackBatches.Size, batch.FirstSequence);
        Assert.Equal(["u1", "u2", "u3"], batch.Observations.Select(each => each.Component).Distinct().Order());
        foreach (var (format, bytes) in new[]
        {
            (ObservationFormats.Csv, track.Csv(1)), (ObservationFormats.Ndjson, track.Ndjson(1)), (ObservationFormats.Json, track.Json(1)),
        })
            Assert.Equal(batch.Observations, format.Read(new MemoryStream(bytes), "body").Select(line => line.Observation));
    }
}
