using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training.Windows;

/// <summary>Windows of a published setting, simulated afresh.</summary>
/// <param name="experiment">The setting.</param>
internal sealed class SimulatedWindows(TwinExperiment experiment) : IWindowSource
{
    // The same windows for whatever seed a prior was trained with.
    private const ulong HeldOutSeed = 0;

    public IReadOnlyList<string> Processes { get; } = [.. experiment.Processes.Keys];

    public Climatology EstimateClimatology(int windows, ulong seed) => Climatology.Estimate(experiment, windows, seed);

    public ITrainingWindows TrainingWindows() => new Chains(experiment);

    public IEnumerable<SimulatedWindow> Validation(string process, int count, ulong seed) =>
        WindowSampler.ValidationWindows(experiment, process, count, seed);

    public IEnumerable<SimulatedWindow> HeldOut(string process, int count) =>
        WindowSampler.HeldOutWindows(experiment, process, count, HeldOutSeed);

    public PriorDescription Describe(string name, PriorArchitecture architecture)
    {
        var system = DynamicalSystems.Describe(experiment.Model.System);
        return new PriorDescription
        {
            Name = name,
            Setting = experiment.Name,
            Components = system.Components,
            Units = system.Units,
            TimeStep = experiment.Model.TimeStep,
            Model = experiment.Model,
            Architecture = architecture,
        };
    }

    private sealed class Chains(TwinExperiment experiment) : ITrainingWindows
    {
        // From begin to begin: 1.5 T, so that neighbours are all but independent.
        private const double Distance = 1.5;
        private readonly WindowSampler _sampler = new(experiment, experiment.TrainingProcess, ObservedSets.Training);

        public IReadOnlyList<SimulatedWindow> Draw(RandomSource random, int count) =>
            _sampler.DrawChain(random, count, (int)(Distance * experiment.Shape.Steps));
    }
}
