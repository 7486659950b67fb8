using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training;

public class TrainingCheckpointTests
{
    private static readonly int Count = TestPlans.Small.Architecture().Layers().Sum(layer => layer.ParameterCount);
    private static readonly TrainingCheckpoint Checkpoint = new(TestPlans.Small, Step: 17, Skipped: 2, new Adam(
        Numbers(1), Numbers(2), Numbers(3), updates: 15));

    [Fact]
    public void Saved_checkpoint_is_loaded()
    {
        var loaded = TrainingCheckpoint.Load(Checkpoint.Save());
        Assert.Equal((Checkpoint.Plan, 17, 2, 15), (loaded.Plan, loaded.Step, loaded.Skipped, loaded.Optimizer.Updates));
        Assert.Equal(Checkpoint.Optimizer.Parameters, loaded.Optimizer.Parameters);
        Assert.Equal(Checkpoint.Optimizer.FirstMoment, loaded.Optimizer.FirstMoment);
        Assert.Equal(Checkpoint.Optimizer.SecondMoment, loaded.Optimizer.SecondMoment);
        Assert.Equal(Checkpoint.Save(), loaded.Save());
    }

    [Fact]
    public void Prior_is_not_a_checkpoint() => Assert.Equal(
        "the file's format is 'neuralda-prior/1'; expected 'neuralda-checkpoint/1'",
        Assert.Throws<FormatException>(() => TrainingCheckpoint.Load(TestPriors.Pendulum.Save())).Message);

    [Theory]
    [InlineData("plan", null)]
    [InlineData("plan", "null")]
    [InlineData("plan", "{}")]
    [InlineData("plan", "[")]
    [InlineData("step", null)]
    [InlineData("step", "x")]
    [InlineData("updates", "99999999999")]
    public void Wrong_metadata_is_refused(string key, string? value) => AssertRefused(file =>
    {
        var metadata = new Dictionary<string, string>(file.Metadata);
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        return file with { Metadata = metadata };
    });

    [Theory, InlineData("parameters"), InlineData("first_moment"), InlineData("second_moment")]
    public void Missing_or_short_tensor_is_refused(string name)
    {
        AssertRefused(file => file with { Tensors = file.Tensors.Where(entry => entry.Key != name).ToDictionary() });
        AssertRefused(file => file with
        {
            Tensors = new Dictionary<string, NamedTensor>(file.Tensors) { [name] = new([3], [1, 2, 3]) },
        });
    }

    private static void AssertRefused(Func<SafeTensors, SafeTensors> change)
    {
        var file = change(SafeTensors.Read(Checkpoint.Save())).Write();
        Assert.StartsWith("the checkpoint is incomplete: ",
            Assert.Throws<FormatException>(() => TrainingCheckpoint.Load(file)).Message);
    }

    private static float[] Numbers(int factor) => [.. Enumerable.Range(0, Count).Select(i => i * 0.1f * factor)];
}
