using NeuralDA.Grains.Interfaces.Cluster;
using NeuralDA.Grains.Observability;
using Orleans.Placement;

namespace NeuralDA.Grains.Cluster;

/// <inheritdoc cref="ISiloFiguresGrain"/>
[Immovable, SiloPlacement]
internal sealed class SiloFiguresGrain(TimeProvider clock) : Grain, ISiloFiguresGrain, IDisposable
{
    private readonly LiveFigures _figures = new(clock);

    public Task<SiloFigures> GetAsync() => Task.FromResult(_figures.Take());

    /// <summary>The silo disposes a grain that is no longer used.</summary>
    public void Dispose() => _figures.Dispose();
}
