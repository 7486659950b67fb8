using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>What is asked of a window.</summary>
/// <param name="Observations">Its observations, in any order; none gives climatology, or a forecast of what was carried.</param>
/// <param name="RefinementSteps">
/// Levenberg-Marquardt steps of 4D-Var after the neural analysis, at most; 0 for none. Needs a prior with a physical model.
/// </param>
public sealed record WindowProblem(IReadOnlyList<PointObservation> Observations, int RefinementSteps = 0)
{
    /// <summary>The most <see cref="Starts"/> there are.</summary>
    public const int MostStarts = 8;

    /// <summary>What an earlier window handed on to this one; null for a window on its own.</summary>
    public CarriedInformation? Carried { get; init; }

    /// <summary>
    /// S: how many steps later the window begins that this one shall hand on to, 1 .. T; at T they are disjoint. 0 for none.
    /// </summary>
    public int Shift { get; init; }

    /// <summary>
    /// How many starts 4D-Var has in a window that something was handed on to: 1, the neural analysis; 2, also the physical
    /// forecast of the analysis before; 3, also the neural analysis from the window's own observations only; 4 and more, also the
    /// courses that agree best with the observations, of many drawn from what was handed on. Null for
    /// <see cref="StartsWhereSparse"/> where more than a quarter of the window passes without observations, else 1.
    /// </summary>
    public int? Starts { get; init; }

    /// <summary>See <see cref="Starts"/>; more than the default were no better on validation tracks.</summary>
    public int StartsWhereSparse { get; init; } = 5;
}

/// <summary>The analysis of one window. Trajectories are [T · φ], time-major, in physical units.</summary>
public sealed record WindowEstimate
{
    /// <summary>How the neural solve ended; unless it succeeded, mean and deviation are the first guess and climatology.</summary>
    public required SolveStatus Status { get; init; }

    /// <summary>The first guess z₀: the estimate under the climatological prior from the window's own observations.</summary>
    public required double[] FirstGuess { get; init; }

    /// <summary>The neural analysis.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Its standard deviation, calibrated on validation windows.</summary>
    public required double[] StandardDeviation { get; init; }

    /// <summary>
    /// The analysis after refinement by 4D-Var (the hybrid); from several starts the mean of their minima by evidence and, after
    /// the newest observation, the mean of an ensemble forecast from these. Null where none was asked for.
    /// </summary>
    public double[]? RefinedMean { get; init; }

    /// <summary>Its standard deviation by Laplace's approximation, at most the climatological one, or null.</summary>
    public double[]? RefinedStandardDeviation { get; init; }

    /// <summary>
    /// For each observation, in the order of the problem, how it departs from background and analysis; where refined, from the
    /// minimum of lowest cost.
    /// </summary>
    public required ObservationDeparture[] Departures { get; init; }

    /// <summary>The cost J at the first guess, under the last neural prior; 0 where the solve failed or nothing was observed.</summary>
    public required double CostBefore { get; init; }

    /// <summary>The cost J at the neural analysis, under the same prior; 0 where the solve failed or nothing was observed.</summary>
    public required double CostAfter { get; init; }

    /// <summary>
    /// χ² = dᵀ (H B Hᵀ + R)⁻¹ d of the innovations d against the background, climatology given what was carried; m is expected.
    /// </summary>
    public required double ChiSquare { get; init; }

    /// <summary>Covariance of the last state of the refined analysis, [φ · φ], row by row; null where none was asked for.</summary>
    public double[]? LastCovariance { get; init; }

    /// <summary>tr(H K): how many of the m observations' degrees of freedom the analysis took up.</summary>
    public required double DegreesOfFreedomForSignal { get; init; }

    /// <summary>
    /// What the window <see cref="WindowProblem.Shift"/> steps later is to be given; null where that is 0, the solve failed, or
    /// the prior has a mean only: the next window then starts from climatology.
    /// </summary>
    public CarriedInformation? Carried { get; init; }
}
