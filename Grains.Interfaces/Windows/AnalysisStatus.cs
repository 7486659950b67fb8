namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>How the least-squares solve of an analysis ended.</summary>
[GenerateSerializer, Alias("neuralda.AnalysisStatus")]
public enum AnalysisStatus
{
    /// <summary>Solved.</summary>
    Succeeded,

    /// <summary>A pivot was not positive; the window keeps its first guess.</summary>
    NotPositiveDefinite,

    /// <summary>A value was not finite; the window keeps its first guess.</summary>
    NotFinite,
}
