using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Support;

/// <summary>
/// A long stream from a linear system, for which the Kalman filter is exact: a pendulum without gravity, q' = p, p' = −c p.
/// </summary>
internal sealed class LinearStream
{
    public const int Size = 2;
    private const double TimeStep = 0.2, Damping = 0.5;
    private static readonly double[] Origin = [0.3, -0.2], Units = [1.7, 0.6];
    private static readonly Matrix<double> Dynamics = Propagator();
    private static readonly Matrix<double> Noise = Matrix<double>.Build.DenseOfDiagonalArray([0.02, 0.05]);

    private readonly PointObservation[] _observations;

    /// <summary>Draws a stream whose first state is observed, since nothing vaguer than climatology is ever carried.</summary>
    /// <param name="steps">Its length.</param>
    /// <param name="rate">The probability of an observation at each step.</param>
    /// <param name="random">The source.</param>
    public LinearStream(int steps, double rate, RandomSource random) => _observations =
    [
        .. Enumerable.Range(0, Size).Select(c => new PointObservation(0, c, random.NextGaussian(), random.NextUniform(0.1, 1))),
        .. Enumerable.Range(0, steps).Where(_ => random.NextUniform() < rate).Select(step => new PointObservation(
            step, random.NextInteger(Size), random.NextGaussian(), random.NextUniform(0.1, 1))),
    ];

    public static WindowShape Shape { get; } = new(10, Size);

    public static PhysicalModel Model { get; } =
        new("pendulum", new Dictionary<string, double> { ["k"] = 0, ["c"] = Damping }, TimeStep, [0.02, 0.05]);

    /// <summary>A climatology so wide that no estimate is ever vaguer, since q drifts.</summary>
    public static Climatology Climatology { get; } = new(
        new Normalization([.. Enumerable.Repeat(Origin, Shape.Steps).SelectMany(x => x)],
            [.. Enumerable.Repeat(Units, Shape.Steps).SelectMany(x => x)]),
        new ClimatologicalPrior(new double[Shape.Size], Matrix<double>.Build.DenseIdentity(Shape.Size) * 100), [0, 0]);

    /// <summary>A prior that knows the system; its networks are not trained.</summary>
    public static Prior Prior { get; } = TestPriors.Create(
        TestPriors.Describe("linear", TestSettings.Pendulum, applications: 1, sharedLevels: 0) with
        {
            Model = Model,
            Architecture = TestPriors.Describe("linear", TestSettings.Pendulum, 1, 0).Architecture with { Shape = Shape },
        },
        Climatology, seed: 7);

    /// <summary>The observations of a window, in steps from its begin.</summary>
    public PointObservation[] Of(int begin, int steps) =>
    [
        .. _observations.Where(o => o.Step >= begin && o.Step < begin + steps).Select(o => o with { Step = o.Step - begin }),
    ];

    /// <summary>The filter's state at a step from all observations before it, physical units.</summary>
    public StateEstimate Predict(int step) => Filter(step)[^1].Predicted;

    /// <summary>The smoother's states of a window from all observations before its end, physical units.</summary>
    public StateEstimate[] Smooth(int begin, int steps)
    {
        var filtered = Filter(begin + steps - 1);
        var states = filtered.ConvertAll(pass => pass.Analysed);
        for (var t = states.Count - 2; t >= begin; t--)
        {
            // Rauch, Tung and Striebel (1965).
            var (analysed, predicted) = (filtered[t].Analysed, filtered[t + 1].Predicted);
            var gain = analysed.Covariance * Dynamics.Transpose() * predicted.Covariance.Inverse();
            states[t] = new StateEstimate(
                analysed.Mean + gain * (states[t + 1].Mean - predicted.Mean),
                analysed.Covariance + gain * (states[t + 1].Covariance - predicted.Covariance) * gain.Transpose());
        }
        return [.. states.Skip(begin)];
    }

    // The Kalman filter up to a step, one scalar observation after the other.
    private List<(StateEstimate Predicted, StateEstimate Analysed)> Filter(int until)
    {
        var scale = Matrix<double>.Build.DenseOfDiagonalArray(Units);
        var state = new StateEstimate(Dense.Of(Origin), scale * 100 * scale);
        var passes = new List<(StateEstimate, StateEstimate)>();
        for (var t = 0; t <= until; t++)
        {
            if (t > 0)
                state = new StateEstimate(
                    Dynamics * state.Mean, Dynamics * state.Covariance * Dynamics.Transpose() + Noise);
            var predicted = state;
            foreach (var observation in _observations.Where(o => o.Step == t)) state = Update(state, observation);
            passes.Add((predicted, state));
        }
        return passes;
    }

    private static StateEstimate Update(StateEstimate state, PointObservation observation)
    {
        var (c, covariance) = (observation.Component, state.Covariance);
        var error = observation.ErrorStandardDeviation;
        var gain = covariance.Column(c) / (covariance[c, c] + error * error);
        return new StateEstimate(
            state.Mean + gain * (observation.Value - state.Mean[c]), covariance - gain.OuterProduct(covariance.Row(c)));
    }

    // What one Runge-Kutta step does to a linear system u' = A u: the exponential series of h A up to the fourth power.
    private static Matrix<double> Propagator()
    {
        var a = TimeStep * Matrix<double>.Build.DenseOfArray(new[,] { { 0, 1 }, { 0, -Damping } });
        var identity = Matrix<double>.Build.DenseIdentity(Size);
        return identity + a * (identity + a / 2 * (identity + a / 3 * (identity + a / 4)));
    }
}
