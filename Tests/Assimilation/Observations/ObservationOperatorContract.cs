using CsCheck;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Observations;

/// <summary>The laws of every observation operator. A new operator is a line in <see cref="Operators"/>.</summary>
public class ObservationOperatorContract
{
    private static readonly WindowShape Shape = new(Steps: 6, Components: 3);

    // Far enough from zero that a magnitude is smooth over the perturbations below.
    private static readonly Gen<double[]> States = Gen.Double[0.5, 2].Array[Shape.Size];
    private static readonly Gen<double[]> Directions = Gen.Double[-1, 1].Array[Shape.Size];

    private static readonly Dictionary<string, (IObservationOperator Operator, bool IsLinear)> Operators = new()
    {
        ["points at and between steps"] = (new PointObservationOperator(
            Shape, Normalization.Identity(Shape.Size), [0.1, 0.1, 0.1]).Observe(
            [new(0, 1, 0, 1), new(2.25, 0, 0, 1), new(4.5, 2, 0, 1), new(5.75, 0, 0, 1)]).Operator, true),
        ["weighted sums of neighbours"] = (new SparseRows(
            Shape.Size, [[(0, 1), (2, -2), (5, 0.5)], [(7, 3)], [(16, 1), (17, 1)]]), true),
        ["mean over the window"] = (new SparseRows(
            Shape.Size, [[.. Enumerable.Range(0, Shape.Size).Select(i => (i, 1.0 / Shape.Size))]]), true),
        ["no observations"] = (ObservationSet.Empty(Shape.Size).Operator, true),
        ["magnitudes"] = (new MagnitudeOperator(Shape, [0, 2, 5]), false),
    };

    public static TheoryData<string> Names { get; } = [.. Operators.Keys];

    [Fact]
    public void Every_operator_of_the_library_is_listed_here()
    {
        var types = typeof(IObservationOperator).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IObservationOperator)));
        Assert.Empty(types.Except(Operators.Values.Select(entry => entry.Operator.GetType())));
    }

    [Theory, MemberData(nameof(Names))]
    public void Linearization_has_the_shape_of_the_operator(string name)
    {
        var h = Operators[name].Operator;
        var rows = h.Linearize(new double[Shape.Size]);
        Assert.Equal((h.Count, h.StateSize), (rows.Count, rows.StateSize));
    }

    [Theory, MemberData(nameof(Names))]
    public void Tangent_linear_error_falls_quadratically_or_is_none(string name)
    {
        var (h, isLinear) = Operators[name];
        var (random, pairs) = (new PCG(101), new List<(double[] State, double[] Direction)>());
        for (var i = 0; i < 100; i++) pairs.Add((States.Generate(random, null, out _), Directions.Generate(random, null, out _)));
        double ErrorAt(double length) => pairs.Sum(pair =>
        {
            var change = Apply(h, pair.State.Plus(length, pair.Direction)).Minus(Apply(h, pair.State));
            return change.Plus(-length, Apply(h.Linearize(pair.State), pair.Direction)).Norm();
        });
        if (isLinear) Assert.InRange(ErrorAt(1), 0, 1e-12);   // a hundred sums of a few roundings
        else Assert.InRange(ErrorAt(1e-2) / ErrorAt(5e-3), 3.9, 4.1);
    }

    [Theory, MemberData(nameof(Names))]
    public void Adjoint_is_the_transpose_of_the_tangent_linear(string name)
    {
        var h = Operators[name].Operator;
        Gen.Select(States, Directions, Gen.Double[-1, 1].Array[h.Count]).Sample((state, x, y) =>
        {
            var (rows, adjoint) = (h.Linearize(state), new double[Shape.Size]);
            rows.AddAdjoint(y, adjoint);
            Assert.Equal(Apply(rows, x).Dot(y), x.Dot(adjoint), 1e-13);
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void Linearization_of_a_linear_operator_is_itself(string name)
    {
        var (h, isLinear) = Operators[name];
        if (!isLinear) return;
        States.Sample(state => Vectors.AssertClose(Apply(h, state), Apply(h.Linearize(state), state), 1e-14));
    }

    [Fact]
    public void Magnitude_at_the_origin_teaches_nothing()
    {
        var rows = new MagnitudeOperator(Shape, [0, 2, 5]).Linearize(new double[Shape.Size]);
        Assert.Equal(new double[3], Apply(rows, [.. Enumerable.Repeat(1.0, Shape.Size)]));
    }

    [Theory, InlineData(-1), InlineData(18)]
    public void Column_outside_the_state_is_refused(int column) => Assert.Equal(
        "H has a column outside 0 .. 17; the state has d = 18",
        Assert.Throws<ArgumentException>(() => new SparseRows(Shape.Size, [[(column, 1)]])).Message);

    private static double[] Apply(IObservationOperator h, double[] state)
    {
        var observed = new double[h.Count];
        h.Apply(state, observed);
        return observed;
    }
}
