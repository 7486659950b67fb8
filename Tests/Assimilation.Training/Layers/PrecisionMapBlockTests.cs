using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Layers;
using NeuralDA.Tests.Support;
using static TorchSharp.torch;

namespace NeuralDA.Tests.Assimilation.Training.Layers;

/// <summary>
/// The implicit gradient of the MAP layer against finite differences and against dense automatic differentiation, for a loss
/// c · x + NLL of the estimate x and the negative log likelihood. Every column counts, those cut off by the border too.
/// </summary>
public class PrecisionMapBlockTests
{
    private static readonly WindowShape Shape = new(Steps: 4, Components: 2);
    private static readonly int Size = Shape.Size, Stored = Size * (Shape.HalfBandwidth + 1);
    private static readonly PrecisionFactor Factor = new(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3);

    private sealed record Problem(
        double[] Mean, double[] Raw, double[] Truth, double[] Weights, double LikelihoodWeight, ObservationSet Observations);

    private static readonly Gen<Problem> Problems = Gen.Select(
        Gen.Double[-1, 1].Array[Size], Gen.Double[-1, 1].Array[Stored], Gen.Double[-1, 1].Array[Size],
        Gen.Double[-1, 1].Array[Size], Gen.Double[0, 1], Gen.Double[-1, 1].Array[3]).Select(
        (mean, raw, truth, weights, share, y) => new Problem(mean, raw, truth, weights, share, new ObservationSet(
            new SparseRows(Size, [[(0, 1)], [(3, 0.4), (5, 0.6)], [(7, 1)]]), y, [0.1, 0.2, 0.3])));

    [Fact]
    public void Gradients_equal_finite_differences() => Problems.Sample(problem =>
    {
        const double Step = 1e-5;   // truncation h² ~ 1e-10 of the third derivative, rounding 1e-15 / h of the loss
        var block = Backward(Forward<Float64>(problem), problem);
        AssertClose(Vectors.Differences(problem.Mean, Step, mean => Loss(problem with { Mean = mean })),
            Vectors.Lane<Float64>(block.PriorMeanGradient));
        AssertClose(Vectors.Differences(problem.Raw, Step, raw => Loss(problem with { Raw = raw })),
            Vectors.Lane<Float64>(block.RawGradient.Elements));
    }, iter: 30);

    [Fact]
    public void Each_lane_has_its_own_gradient() => Problems.Array[Float64Lanes.Count].Sample(problems =>
    {
        var (block, information) = (new PrecisionMapBlock<Float64Lanes>(Shape, Factor, withLikelihood: true), new ObservationInformation<Float64Lanes>(Shape));
        var (weights, likelihood) = (new Float64Lanes[Size], Float64Lanes.Of(0));
        for (var lane = 0; lane < problems.Length; lane++)
        {
            Load(block, problems[lane], information, lane);
            LaneBlock.Scatter<Float64Lanes>(problems[lane].Weights, weights, lane);
            likelihood = likelihood.With(lane, problems[lane].LikelihoodWeight);
        }
        block.Forward(information);
        block.Backward(weights, likelihood);
        for (var lane = 0; lane < problems.Length; lane++)
        {
            var alone = Backward(Forward<Float64>(problems[lane]), problems[lane]);
            AssertClose(Vectors.Lane<Float64>(alone.PriorMeanGradient),
                Vectors.Lane<Float64Lanes>(block.PriorMeanGradient, lane));
            AssertClose(Vectors.Lane<Float64>(alone.RawGradient.Elements),
                Vectors.Lane<Float64Lanes>(block.RawGradient.Elements, lane));
        }
    }, iter: 30);

    [Fact]
    public void Estimate_likelihood_and_gradients_equal_dense_torch() => Problems.Sample(problem =>
    {
        using var scope = NewDisposeScope();
        var mean = tensor(problem.Mean, requires_grad: true);
        var raw = tensor(problem.Raw, requires_grad: true);
        var lower = DenseFactor(raw);
        var rows = tensor(Dense.Rows((SparseRows)problem.Observations.Operator).ToArray());
        var weighted = rows.t().matmul(diag(tensor(problem.Observations.ErrorVariances).reciprocal()));
        var floor = eye(Size, dtype: float64).mul(tensor(PrecisionFactor.Floor));
        var posterior = lower.matmul(lower.t()).Plus(floor).Plus(weighted.matmul(rows));
        var innovation = tensor(problem.Observations.Values).Plus(rows.matmul(mean).neg());
        var estimate = mean.Plus(linalg.inv(posterior).matmul(weighted.matmul(innovation)));
        var error = estimate.Plus(tensor(problem.Truth).neg());
        var likelihood = error.dot(posterior.matmul(error)).Plus(logdet(posterior).neg()).mul(tensor(0.5));
        estimate.dot(tensor(problem.Weights)).Plus(likelihood.mul(tensor(problem.LikelihoodWeight))).backward();

        var block = Backward(Forward<Float64>(problem), problem);
        AssertClose([.. estimate.data<double>()], Vectors.Lane<Float64>(block.Mean));
        Assert.Equal(likelihood.item<double>(), block.NegativeLogLikelihood.Get(0), 1e-9);
        AssertClose([.. mean.grad!.data<double>()], Vectors.Lane<Float64>(block.PriorMeanGradient));
        AssertClose([.. raw.grad!.data<double>()], Vectors.Lane<Float64>(block.RawGradient.Elements));
    }, iter: 20, threads: 1);

    // L as PrecisionFactor.Fill makes it, element by element, in operations that Torch differentiates.
    private static Tensor DenseFactor(Tensor raw)
    {
        var columns = raw.view(Size, Shape.HalfBandwidth + 1);
        var (zero, rows) = (zeros(1, dtype: float64), new List<Tensor>());
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                if (i < j || i - j > Shape.HalfBandwidth)
                {
                    rows.Add(zero);
                    continue;
                }
                var log = sigmoid(columns[j, 0].Plus(tensor(Factor.Offset))).mul(tensor(Factor.HighestLog10 - Factor.LowestLog10))
                    .Plus(tensor(Factor.LowestLog10));
                var diagonal = exp(log.mul(tensor(Math.Log(10) / 2)));
                var ratio = columns[j, i - j];
                var bound = ratio.div(tensor(PrecisionFactor.LargestRatio)).square().Plus(tensor(1.0)).sqrt();
                rows.Add((i == j ? diagonal : diagonal.mul(ratio).div(bound)).view(1));
            }
        }
        return cat([.. rows]).view(Size, Size);
    }

    private static MapBlock<V> Forward<V>(Problem problem) where V : struct, ILane<V>
    {
        var (block, information) = (new PrecisionMapBlock<V>(Shape, Factor, withLikelihood: true), new ObservationInformation<V>(Shape));
        Load(block, problem, information, lane: 0);
        block.Forward(information);
        return block;
    }

    private static void Load<V>(MapBlock<V> block, Problem problem, ObservationInformation<V> information, int lane)
        where V : struct, ILane<V>
    {
        LaneBlock.Scatter<V>(problem.Mean, block.PriorMean, lane);
        LaneBlock.Scatter<V>(problem.Raw, block.Raw, lane);
        LaneBlock.Scatter<V>(problem.Truth, block.Truth, lane);
        problem.Observations.AddTo(information, lane, problem.Mean);
    }

    private static MapBlock<Float64> Backward(MapBlock<Float64> block, Problem problem)
    {
        block.Backward(Vectors.ToLanes<Float64>(problem.Weights), Float64.Of(problem.LikelihoodWeight));
        return block;
    }

    private static double Loss(Problem problem)
    {
        var block = Forward<Float64>(problem);
        return Vectors.Lane<Float64>(block.Mean).Dot(problem.Weights)
            + problem.LikelihoodWeight * block.NegativeLogLikelihood.Get(0);
    }

    private static void AssertClose(double[] expected, double[] actual) => Vectors.AssertClose(expected, actual, 1e-6);
}
