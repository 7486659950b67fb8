using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Grains.Cluster;
using NeuralDA.Grains.Priors;
using NeuralDA.Grains.Training;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Grains;

/// <summary>What the grains need of a silo.</summary>
public static class GrainServices
{
    /// <summary>Adds the grains' silo-wide services. The silo adds storage and an <see cref="IAnalysisLog"/>.</summary>
    /// <param name="services">The silo's services.</param>
    public static IServiceCollection AddNeuralDAGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<InferenceOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InferenceOptions>, InferenceOptionsValidator>());
        services.TryAddSingleton(new TrackQuota(int.MaxValue));
        services.AddSingleton<PriorCache>();
        services.TryAddSingleton<WindowKernelFactory>(prior => new WindowAssimilator(prior).Assimilate);
        services.AddSingleton<InferenceBatcher>();
        services.AddSingleton<AnalysisArchive>();
        services.AddSingleton<TrackAnalyst>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<InferenceBatcher>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, TrackWarmUp>();
        return services.AddTraining();
    }

    private static IServiceCollection AddTraining(this IServiceCollection services)
    {
        services.AddOptions<TrainingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>());
        services.AddSingleton<TrainingThreads>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<TrainingThreads>());
        services.AddSingleton<DataSetCache>();
        services.AddSingleton<SiloTrainer>();
        services.AddSingleton<StepGathering>();
        services.AddSingleton<CandidateTrial>();
        services.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        return services;
    }
}
