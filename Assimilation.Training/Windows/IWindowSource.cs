using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training.Windows;

/// <summary>Where a plan's windows come from. Thread-safe.</summary>
internal interface IWindowSource
{
    /// <summary>The short names of the observation processes that scores are reported for.</summary>
    IReadOnlyList<string> Processes { get; }

    /// <summary>Estimates units and background.</summary>
    /// <param name="windows">How many windows it is estimated from, at most.</param>
    /// <param name="seed">The seed.</param>
    Climatology EstimateClimatology(int windows, ulong seed);

    /// <summary>Something that draws training windows, for one thread.</summary>
    ITrainingWindows TrainingWindows();

    /// <summary>Windows for choices and calibration.</summary>
    IEnumerable<SimulatedWindow> Validation(string process, int count, ulong seed);

    /// <summary>Windows for comparing finished priors; the same for every run.</summary>
    IEnumerable<SimulatedWindow> HeldOut(string process, int count);

    /// <summary>What a prior trained on these windows is for.</summary>
    PriorDescription Describe(string name, PriorArchitecture architecture);
}

/// <summary>Draws training windows. Not thread-safe.</summary>
internal interface ITrainingWindows
{
    /// <summary>Draws windows; the same source of randomness gives the same ones.</summary>
    IReadOnlyList<SimulatedWindow> Draw(RandomSource random, int count);
}
