using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains;
using NeuralDA.Grains.Priors;
using NeuralDA.Grains.Training;
using NeuralDA.Grains.Windows;
using NeuralDA.Silo.Storage;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace NeuralDA.Silo.Hosting;

/// <summary>What makes an Orleans silo a NeuralDA silo.</summary>
internal static class SiloServices
{
    /// <summary>Adds the grains and their storage in the <see cref="IStore"/> that the caller registers.</summary>
    public static ISiloBuilder AddNeuralDA(this ISiloBuilder silo, SiloOptions? options = null)
    {
        options ??= new SiloOptions();
        silo.Services.AddSingleton(new TrackQuota(options.Load.TracksPerTenant ?? int.MaxValue));
        silo.Services.AddNeuralDAGrains();
        silo.Services.Configure<InferenceOptions>(options.Inference.CopyTo);
        silo.Services.Configure<TrainingOptions>(options.Training.CopyTo);
        silo.Services.AddSingleton(options.Load);
        silo.AddIncomingGrainCallFilter<IngestLimit>();
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = options.Membership.CallTimeout;
            messaging.MaxMessageBodySize = options.Load.MaximumMessageBytes;
            messaging.MaxEnqueuedRequestsHardLimit = options.Load.CallsWaitingForTrack;
        });
        return silo.AddStorage(options.Store.Retention);
    }

    /// <summary>Sets how the silo watches its neighbours and shares tracks with them.</summary>
    public static ISiloBuilder AddCluster(this ISiloBuilder silo, SiloOptions options)
    {
        var (membership, load) = (options.Membership, options.Load);
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.Configure<ClusterMembershipOptions>(cluster =>
        {
            cluster.ProbeTimeout = membership.ProbeTimeout;
            cluster.MaxProbeTimeout = membership.LongestProbeTimeout;
            cluster.ExtendProbeTimeoutDuringDegradation = membership.LongestProbeTimeout > membership.ProbeTimeout;
            cluster.NumMissedProbesLimit = membership.MissedProbes;
            cluster.NumVotesForDeathDeclaration = membership.Votes;
            cluster.TableRefreshTimeout = membership.TableRefresh;
            cluster.IAmAliveTablePublishTimeout = membership.AlivePeriod;
            cluster.DeathVoteExpirationTimeout = membership.VoteExpiration;
            cluster.DefunctSiloExpiration = membership.ForgetDeadAfter;
            cluster.DefunctSiloCleanupPeriod = membership.ForgetDeadAfter / 2;
        });
        if (options.Kubernetes) silo.UseKubernetesHosting();
        silo.AddDirectory(membership);
        // A folder that is not shared has one silo; the rebalancer would look for another one to go to when that ends, and log an error.
        if (options.Store is { Kind: StoreKind.Sqlite, Shared: false }) return silo;
#pragma warning disable ORLEANSEXP002 // Without it active tracks stay where they are when a silo joins.
        silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
        return silo.Configure<ActivationRebalancerOptions>(rebalancing =>
            (rebalancing.RebalancerDueTime, rebalancing.SessionCyclePeriod) = (load.RebalanceAfter, load.RebalancePeriod));
    }

    /// <summary>Sets how silos find out on which of them a grain is. ADR 0016.</summary>
    private static void AddDirectory(this ISiloBuilder silo, MembershipOptions membership)
    {
#pragma warning disable ORLEANSEXP003 // The standard directory activates a grain twice while a silo leaves.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // A lease would keep the tracks of a killed silo waiting. A silo that others take for dead cannot write: the store has versions.
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
        silo.Services.AddSingleton<IGrainDirectoryCache, GrainAddressCache>();
        silo.Services.AddSingleton(membership);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Departure>();
    }
}
