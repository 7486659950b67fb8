using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Training;
using Orleans.Serialization;

namespace NeuralDA.Tests.Grains.Interfaces;

public class TrainingWireTests
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly Gen<TrainingRunOptions> SomeOptions = Gen.Select(
        Gen.String, Gen.Int, Gen.Double, Gen.ULong, Gen.Bool,
        (text, number, value, seed, isSet) => new TrainingRunOptions
        {
            PriorName = text, Setting = isSet ? text : null, Mode = PriorTrainingMode.Paper, Steps = isSet ? number : null, BatchSize = number,
            MicroShards = number, LearningRate = value, WarmUpSteps = number, Applications = number, MeanWidth = number, PrecisionWidth = number,
            ClimatologyWindows = number, ValidationWindows = number, Seed = seed, Workers = isSet ? number : null, Promote = isSet,
            Data = isSet ? null : new DataSetReference { ContentHash = text, Name = text, Components = number, Steps = number, Stride = number, Observed = text },
        });

    private static readonly Gen<TrialScore> AScore = Gen.Select(
        Gen.Int, Gen.Double, Gen.Double, (windows, one, other) => new TrialScore(windows, one, other, one, other));

    [Fact]
    public void Run_options_survive_the_wire() => RoundTrip(SomeOptions);

    [Fact]
    public void Run_statuses_survive_the_wire() => RoundTrip(Gen.Select(
        Gen.String, SomeOptions, Gen.Enum<TrainingRunPhase>(), Gen.Int, Gen.Double, Gen.DateTimeOffset, Gen.Bool,
        (text, options, phase, number, value, instant, isSet) => new TrainingRunStatus
        {
            Run = text, Options = options, Phase = phase, Problem = isSet ? text : null, Step = number, Steps = number, Skipped = number,
            Loss = isSet ? value : null, ValidationRmse = value, WindowsPerSecond = value, Silos = [new TrainingSilo(text, number)],
            CheckpointStep = number, StartedAt = instant, Version = isSet ? number : null, IsPromoted = isSet,
        }));

    [Fact]
    public void Curves_survive_the_wire() => RoundTrip(Gen.Select(
        Gen.Int, Gen.Float.Array[0, 50], Gen.Double,
        (first, losses, rmse) => new LearningCurve(first, new FloatBlob(losses), [new ValidationPoint(first, rmse)])));

    [Fact]
    public void Versions_with_lineage_and_trial_survive_the_wire() => RoundTrip(Gen.Select(
        Gen.Int, Gen.String, Gen.DateTimeOffset, AScore, Gen.Bool, (number, text, instant, score, isSet) =>
            new PriorVersion(number, text, number, instant)
            {
                Lineage = isSet ? new PriorLineage(text, number, text) : null,
                Trial = new PriorTrial(number, score, isSet ? score : null),
            }));

    [Fact]
    public void Data_sets_survive_the_wire() => RoundTrip(Gen.Select(
        Gen.String, Gen.String.Array[0, 4], Gen.Double, Gen.Int.Array[0, 4], (name, components, step, lengths) =>
            new DataSetDescription { Name = name, Components = components, Units = components, TimeStep = step, Lengths = lengths }));

    private static void RoundTrip<T>(Gen<T> gen) => gen.Sample(
        value => Assert.Equivalent(value, Serializer.Deserialize<T>(Serializer.SerializeToArray(value)), strict: true), iter: 200);
}
