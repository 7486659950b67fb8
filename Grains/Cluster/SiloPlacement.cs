using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace NeuralDA.Grains.Cluster;

/// <summary>A grain lives on the silo whose address is its key.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.SiloPlacement")]
internal sealed class SiloPlacement : PlacementStrategy;

/// <summary>Gives a grain class <see cref="SiloPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloPlacementAttribute() : PlacementAttribute(new SiloPlacement());

/// <inheritdoc cref="SiloPlacement"/>
internal sealed class SiloPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"Silo {silo} is not there.");
    }
}
