using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Tests.Support;

/// <summary>Random Gaussian priors with random linear observations, different in each lane, and the dense answer.</summary>
internal sealed record LinearProblem<V>(WindowShape Shape, GaussianPrior<V> Prior, ObservationSet[] Observations)
    where V : struct, ILane<V>
{
    public ObservationInformation<V> Information
    {
        get
        {
            var information = new ObservationInformation<V>(Shape);
            for (var lane = 0; lane < V.Count; lane++)
                Observations[lane].AddTo(information, lane, Vectors.Lane<V>(Prior.Center, lane));
            return information;
        }
    }

    /// <summary>Λ + HᵀR⁻¹H.</summary>
    public Matrix<double> PosteriorPrecision(int lane)
    {
        var rows = Dense.Rows(Observations[lane].Operator.Linearize([]));
        return Dense.Symmetric(Prior.Precision, lane) + rows.Transpose() * Weights(lane) * rows;
    }

    /// <summary>c + A⁻¹ (b + HᵀR⁻¹(y − H c)) for a posterior precision A: the normal equations.</summary>
    public double[] DenseEstimate(int lane, Matrix<double> posteriorPrecision)
    {
        var rows = Dense.Rows(Observations[lane].Operator.Linearize([]));
        var center = Dense.Lane(Prior.Center, lane);
        var departures = Dense.Of(Observations[lane].Values) - rows * center;
        var descent = Dense.Lane(Prior.Gradient, lane) + rows.Transpose() * (Weights(lane) * departures);
        return [.. center + posteriorPrecision.Cholesky().Solve(descent)];
    }

    private Matrix<double> Weights(int lane) =>
        Matrix<double>.Build.DenseOfDiagonalArray([.. Observations[lane].ErrorVariances.Select(variance => 1 / variance)]);
}

/// <summary>Observation sets made of others.</summary>
internal static class ObservationSets
{
    /// <summary>Those observations of a linear set, in the given order.</summary>
    public static ObservationSet Choose(this ObservationSet set, IEnumerable<int> indices)
    {
        int[] chosen = [.. indices];
        var rows = set.Operator.Linearize([]);
        (int, double)[] Row(int i) => [.. rows.Columns(i).ToArray().Zip(rows.Weights(i).ToArray())];
        return new ObservationSet(new SparseRows(rows.StateSize, [.. chosen.Select(Row)]),
            [.. chosen.Select(i => set.Values[i])], [.. chosen.Select(i => set.ErrorVariances[i])]);
    }
}

/// <summary>Draws such problems.</summary>
internal static class LinearProblems
{
    /// <summary>Problems of 2 to 10 steps and 1 to 3 components whose observations lie at or between steps.</summary>
    public static Gen<LinearProblem<V>> Local<V>() where V : struct, ILane<V> => With<V>(shape =>
        Gen.Select(Gen.Int[0, shape.Size - 1], Gen.Double[0, 1]).Select((column, fraction) =>
            column + shape.Components < shape.Size
                ? new[] { (column, 1 - fraction), (column + shape.Components, fraction) }
                : [(column, 1.0)]));

    /// <summary>The same with observations of the whole window.</summary>
    public static Gen<LinearProblem<Float64>> Global() => With<Float64>(shape =>
        Gen.Double[-1, 1].Array[shape.Size].Select(row => row.Select((weight, column) => (column, weight)).ToArray()));

    private static Gen<LinearProblem<V>> With<V>(Func<WindowShape, Gen<(int, double)[]>> rows) where V : struct, ILane<V> =>
        from steps in Gen.Int[2, 10]
        from components in Gen.Int[1, 3]
        let shape = new WindowShape(steps, components)
        from prior in Priors<V>(shape)
        from observations in Sets(shape, rows(shape)).Array[V.Count]
        select new LinearProblem<V>(shape, prior, observations);

    private static Gen<GaussianPrior<V>> Priors<V>(WindowShape shape) where V : struct, ILane<V> =>
        Gen.Select(BandMatrices.Precisions<V>(shape.Size, shape.HalfBandwidth),
            BandMatrices.Blocks<V>(shape.Size), BandMatrices.Blocks<V>(shape.Size)).Select((precision, center, gradient) =>
        {
            var prior = new GaussianPrior<V>(shape);
            prior.Precision.CopyFrom(precision);
            center.CopyTo(prior.Center);
            gradient.CopyTo(prior.Gradient);
            return prior;
        });

    /// <summary>Up to 8 observations with error variances from 0.01 to 1.</summary>
    private static Gen<ObservationSet> Sets(WindowShape shape, Gen<(int, double)[]> row) =>
        Gen.Select(row, Gen.Double[-2, 2], Gen.Double[-2, 0]).Array[0, 8].Select(drawn => new ObservationSet(
            new SparseRows(shape.Size, [.. drawn.Select(d => d.Item1)]),
            [.. drawn.Select(d => d.Item2)],
            [.. drawn.Select(d => Math.Pow(10, d.Item3))]));
}
