namespace NeuralDA.Assimilation.Solvers;

/// <summary>How a window's solve ended: data, not an exception.</summary>
public enum SolveStatus
{
    /// <summary>The estimate holds.</summary>
    Succeeded,

    /// <summary>The posterior precision was not positive definite; the window keeps its first guess.</summary>
    NotPositiveDefinite,

    /// <summary>The estimate was not a finite number; the window keeps its first guess.</summary>
    NotFinite,
}
