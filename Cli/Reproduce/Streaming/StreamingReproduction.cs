using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.Streaming.Baselines;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Reproduce.Streaming;

/// <summary>Follows the tracks of a stream with the service and with every baseline, and scores them alike.</summary>
/// <param name="prior">The prior.</param>
/// <param name="tracks">How many tracks.</param>
/// <param name="steps">The length of each.</param>
internal sealed class StreamingReproduction(Prior prior, int tracks, int steps)
{
    private const ulong Seed = 20240707;
    private const int EnsembleSize = 50;
    private const int Particles = 10_000;

    // Particles are dear; the bound needs fewer tracks than a method does.
    private const int ParticleTracks = 32;
    private const int TuningTracks = 8;
    private const int RefinementSteps = 8;

    /// <summary>The service without the physical model.</summary>
    public const string NeuralName = "service, neural";

    /// <summary>The service with it.</summary>
    public const string PhysicalName = "service, with physical model";

    private static readonly double[] Inflations = [1, 1.05, 1.1, 1.2, 1.5];

    private readonly TwinExperiment _experiment = TwinExperimentCatalogue.Find(prior.Description.Setting);
    private readonly int _shift = prior.Shape.Steps / 4;

    /// <summary>How many methods a stream is followed with.</summary>
    public const int MethodCount = 6;

    /// <summary>Runs one stream.</summary>
    /// <param name="stream">Its short name.</param>
    /// <param name="done">Told after each method.</param>
    /// <param name="cancellationToken">Stops between methods.</param>
    public async Task<StreamResult> RunAsync(string stream, Action done, CancellationToken cancellationToken)
    {
        var schedule = ObservationSchedule.Named[stream];
        var followed = TrackSampler.TestTracks(_experiment, schedule, tracks, steps, Seed);
        var comparison = new StreamingComparison(prior.Shape, prior.Normalization, _shift);
        var scores = new List<StreamingScores>();
        var bounded = followed[..Math.Min(ParticleTracks, tracks)];
        void Score(IStreamingMethod method, IReadOnlyList<SimulatedTrack> followed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            scores.Add(comparison.Run(method, followed));
            done();
        }

        Score(new ParticleFilter(prior, Particles, Seed), bounded);
        Score(new EnsembleKalmanFilter(prior, EnsembleSize, TunedInflation(schedule, comparison), Seed), followed);
        Score(new CycledFourDVar(prior), followed);
        Score(new WindowedMethod(prior, refinementSteps: 0, carries: false, "independent windows, neural"), followed);
        var options = new TrackOptions { PriorName = prior.Description.Name, ShiftSteps = _shift, Carry = true };
        var checks = new List<StreamingCheck>();
        foreach (var (name, steps) in new[] { (NeuralName, 0), (PhysicalName, RefinementSteps) })
        {
            var service = await ServiceMethod.RunAsync(
                name, prior, options with { RefinementSteps = steps }, followed, cancellationToken);
            Score(service, followed);
            // Drift is what exceeds the stream's own, which the particle filter has on the same tracks.
            var own = comparison.Run(service, bounded).Drift - scores[0].Drift;
            checks.AddRange(StreamingCheck.Of(stream, scores[^1], own));
        }
        return new StreamResult(stream, steps, scores, checks);
    }

    // On other tracks than those of the table.
    private double TunedInflation(ObservationSchedule schedule, StreamingComparison comparison)
    {
        var others = TrackSampler.ValidationTracks(_experiment, schedule, TuningTracks, steps, Seed);
        return Inflations.MinBy(inflation =>
            comparison.Run(new EnsembleKalmanFilter(prior, EnsembleSize, inflation, Seed), others).Rmse);
    }
}
