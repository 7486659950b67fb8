using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Layers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Training.Layers;

public class CovarianceMapBlockTests
{
    private static readonly WindowShape Shape = new(Steps: 4, Components: 2);
    private static readonly int Size = Shape.Size, Stored = Size * (Shape.HalfBandwidth + 1);
    private static readonly PrecisionFactor Factor = new PrecisionFactor(-2, 4, 3).Inverse();

    private sealed record Problem(double[] Mean, double[] Raw, double[] Weights, ObservationSet Observations);

    private static readonly Gen<Problem> Problems = Gen.Select(
        Gen.Double[-1, 1].Array[Size], Gen.Double[-1, 1].Array[Stored], Gen.Double[-1, 1].Array[Size],
        Gen.Double[-1, 1].Array[3]).Select((mean, raw, weights, y) => new Problem(mean, raw, weights, new ObservationSet(
            new SparseRows(Size, [[(0, 1)], [(3, 0.4), (5, 0.6)], [(7, 1)]]), y, [0.1, 0.2, 0.3])));

    [Fact]
    public void Gradients_equal_finite_differences() => Problems.Sample(problem =>
    {
        const double Step = 1e-5;   // truncation h² ~ 1e-10 of the third derivative, rounding 1e-15 / h of the loss
        var block = Forward(problem);
        block.Backward(Vectors.ToLanes<Float64>(problem.Weights), Float64.Of(0));
        Vectors.AssertClose(
            Vectors.Differences(problem.Mean, Step, mean => Loss(problem with { Mean = mean })),
            Vectors.Lane<Float64>(block.PriorMeanGradient), 1e-6);
        Vectors.AssertClose(
            Vectors.Differences(problem.Raw, Step, raw => Loss(problem with { Raw = raw })),
            Vectors.Lane<Float64>(block.RawGradient.Elements), 1e-6);
    }, iter: 30);

    private static CovarianceMapBlock<Float64> Forward(Problem problem)
    {
        var (block, information) = (new CovarianceMapBlock<Float64>(Shape, Factor), new ObservationInformation<Float64>(Shape));
        LaneBlock.Scatter<Float64>(problem.Mean, block.PriorMean, lane: 0);
        LaneBlock.Scatter<Float64>(problem.Raw, block.Raw, lane: 0);
        problem.Observations.AddTo(information, lane: 0, problem.Mean);
        block.Forward(information);
        return block;
    }

    private static double Loss(Problem problem) => Vectors.Lane<Float64>(Forward(problem).Mean).Dot(problem.Weights);
}
