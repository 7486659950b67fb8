using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>A batch on its way through a track: what its observations turned out to be.</summary>
internal sealed class Ingestion(string writerId, double? previousNewest)
{
    public string WriterId { get; } = writerId;

    /// <summary>Step of the newest observation before this batch; null when it is the first.</summary>
    public double? PreviousNewest { get; } = previousNewest;

    public List<HeldObservation> Fresh { get; } = [];

    public List<long> Repeated { get; } = [];

    public List<Refusal> Refused { get; } = [];
}
