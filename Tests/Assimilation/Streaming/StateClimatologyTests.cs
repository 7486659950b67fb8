using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class StateClimatologyTests
{
    private const int Size = 3;

    private static readonly Gen<Vector<double>> Means = Gen.Double[-2, 2].Array[Size].Select(Dense.Of);

    private static readonly Gen<Matrix<double>> Covariances = Gen.Double[-1, 1].Array[Size * Size].Select(elements =>
    {
        var root = Matrix<double>.Build.Dense(Size, Size, elements);
        return root * root.Transpose() + Matrix<double>.Build.DenseIdentity(Size) * 0.1;
    });

    private static readonly Gen<(StateEstimate Climate, StateEstimate Sharper)> Pairs =
        Gen.Select(Means, Covariances, Means, Covariances).Select((mean, covariance, other, excess) => (
            new StateEstimate(mean, covariance), new StateEstimate(other, (covariance.Inverse() + excess).Inverse())));

    [Fact]
    public void Climatology_and_what_is_known_beyond_it_give_the_estimate_back() => Pairs.Sample(pair =>
    {
        var climatology = new StateClimatology(pair.Climate);
        var given = climatology.Given(climatology.Beyond(pair.Sharper));
        Vectors.AssertClose([.. pair.Sharper.Mean], [.. given.Mean], 1e-7);     // a jitter of 1e-9 over variances of 0.1
        Vectors.AssertClose(pair.Sharper.Covariance.ToRowMajorArray(), given.Covariance.ToRowMajorArray(), 1e-7);
    });

    [Fact]
    public void Least_cost_of_climatology_and_information_is_zero() => Pairs.Sample(pair =>
    {
        var climatology = new StateClimatology(pair.Climate);
        var information = climatology.Beyond(pair.Sharper);
        var lowest = climatology.Given(information).Mean;
        var departure = lowest - pair.Climate.Mean;
        var cost = departure * pair.Climate.Covariance.Cholesky().Solve(departure) / 2 + information.Cost(lowest.ToArray());
        Assert.Equal(0, cost, 1e-6);
    });

    [Fact]
    public void Nothing_known_is_vaguer_than_climatology() => Gen.Select(Pairs, Covariances).Sample((pair, growth) =>
    {
        var climatology = new StateClimatology(pair.Climate);
        var vague = new StateEstimate(pair.Sharper.Mean, pair.Sharper.Covariance + growth);
        var given = climatology.Given(climatology.Beyond(vague)).Covariance;
        var lead = (pair.Climate.Covariance + Matrix<double>.Build.DenseIdentity(Size) * 1e-8 - given).Evd(Symmetricity.Symmetric);
        Assert.True(lead.EigenValues.Min(value => value.Real) > 0);
    });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e9)]
    public void Estimate_out_of_all_bounds_knows_nothing(double variance)
    {
        var climatology = new StateClimatology(new StateEstimate(Dense.Of([1, 2, 3]), Matrix<double>.Build.DenseIdentity(Size)));
        var information = climatology.Beyond(
            new StateEstimate(Dense.Of([9, 9, 9]), Matrix<double>.Build.DenseIdentity(Size) * variance));
        Assert.Equal(0, information.Precision.L2Norm() + information.Vector.L2Norm());
    }
}
