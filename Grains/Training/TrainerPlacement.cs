using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace NeuralDA.Grains.Training;

/// <summary>A grain lives on the silo whose address is its key.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.TrainerPlacement")]
internal sealed class TrainerPlacement : PlacementStrategy;

/// <summary>Gives a grain class <see cref="TrainerPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TrainerPlacementAttribute() : PlacementAttribute(new TrainerPlacement());

/// <inheritdoc cref="TrainerPlacement"/>
internal sealed class TrainerPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"Silo {silo} is not there.");
    }
}
