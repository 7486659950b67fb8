using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Silo.Dashboard;

/// <summary>What a page shows of a training run: where it stands, and its learning curve as far as it is known.</summary>
internal sealed class TrainingView(string run)
{
    private const int PointsShown = 400;
    private readonly List<float> _losses = [];

    /// <summary>Where it stands; there after the first look.</summary>
    public TrainingRunStatus Status { get; private set; } = null!;

    /// <summary>Whether it stands there for good.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The loss by step, as means of a few steps each.</summary>
    public IReadOnlyList<Estimate> Losses { get; private set; } = [];

    /// <summary>The RMSE on validation windows by step.</summary>
    public IReadOnlyList<Estimate> Scores { get; private set; } = [];

    /// <summary>Asks for what is new.</summary>
    public async Task LookAsync(NeuralDAClient client, CancellationToken cancellationToken)
    {
        var status = await client.Training.StatusAsync(run, cancellationToken);
        // A run that went back to its checkpoint takes steps again.
        if (status.Step < _losses.Count) _losses.Clear();
        var curve = await client.Training.CurveAsync(run, _losses.Count, cancellationToken);
        if (curve.FirstStep == _losses.Count) _losses.AddRange(curve.Losses.Span);
        Status = status;
        HasEnded = status.Phase is TrainingRunPhase.Finished or TrainingRunPhase.Cancelled;
        Losses = Means();
        Scores = [.. curve.Validations.Select(point => new Estimate(point.Step, point.Rmse, 0))];
    }

    private Estimate[] Means()
    {
        var size = Math.Max(1, _losses.Count / PointsShown);
        return [.. _losses.Chunk(size).Select((chunk, i) => (Step: i * size + chunk.Length, Losses: chunk.Where(float.IsFinite).ToArray()))
            .Where(each => each.Losses.Length > 0).Select(each => new Estimate(each.Step, each.Losses.Average(), 0))];
    }
}
