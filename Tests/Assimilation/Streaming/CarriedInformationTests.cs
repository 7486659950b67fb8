using CsCheck;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class CarriedInformationTests
{
    private const int Components = 2, Common = 3;

    private static readonly Gen<Normalization> Units =
        Gen.Select(Gen.Double[-5, 5].Array[10], Gen.Double[0.5, 3].Array[10], (mean, deviation) => new Normalization(mean, deviation));

    private static readonly Gen<CarriedInformation> Carried = Gen.Select(
        Gen.Double[-2, 2].Array[8], Gen.Double[-2, 2].Array[4], Gen.Double[-2, 2].Array[Common * Components],
        (factors, vectors, overlap) => new CarriedInformation(
            Square(factors[..4]), vectors[..2], overlap, Square(factors[4..]), vectors[2..]));

    /// <summary>In other units it says the same of physical states: equal differences of the log density.</summary>
    [Fact]
    public void Information_in_the_units_of_another_prior_says_the_same_of_physical_states() =>
        Gen.Select(Carried, Units, Units, Gen.Double[-9, 9].Array[4]).Sample((carried, from, to, states) =>
        {
            var other = carried.InUnits(from, to);
            Check(carried.Precision, carried.Vector, other.Precision, other.Vector, first: 0);
            Check(carried.LastPrecision, carried.LastVector, other.LastPrecision, other.LastVector, first: (Common - 1) * Components);

            void Check(double[] precision, double[] vector, double[] otherPrecision, double[] otherVector, int first)
            {
                var expected = LogDensity(precision, vector, Normalized(states[..2], from, first))
                    - LogDensity(precision, vector, Normalized(states[2..], from, first));
                var actual = LogDensity(otherPrecision, otherVector, Normalized(states[..2], to, first))
                    - LogDensity(otherPrecision, otherVector, Normalized(states[2..], to, first));
                // Squares of numbers up to some 50 were added.
                Assert.Equal(expected, actual, 1e-9);
            }
        });

    [Fact]
    public void Overlap_in_the_units_of_another_prior_is_the_same_physical_trajectory() =>
        Gen.Select(Carried, Units, Units).Sample((carried, from, to) =>
        {
            double[] before = [.. carried.Overlap], after = [.. carried.InUnits(from, to).Overlap];
            from.ToPhysical(before);
            to.ToPhysical(after);
            Vectors.AssertClose(before, after, 1e-12);
        });

    [Fact]
    public void Disjoint_windows_share_no_steps_to_convert() => Assert.Empty(
        new CarriedInformation(new double[4], new double[2], [], [], [])
            .InUnits(Normalization.Identity(10), Normalization.Identity(10)).LastPrecision);

    private static double[] Square(double[] a) =>
        [a[0] * a[0] + a[1] * a[1], a[0] * a[2] + a[1] * a[3], a[0] * a[2] + a[1] * a[3], a[2] * a[2] + a[3] * a[3]];

    private static double[] Normalized(double[] state, Normalization units, int first) =>
        [.. state.Select((x, i) => (x - units.Mean[first + i]) / units.StandardDeviation[first + i])];

    private static double LogDensity(double[] precision, double[] vector, double[] x) =>
        vector[0] * x[0] + vector[1] * x[1]
        - (precision[0] * x[0] * x[0] + 2 * precision[1] * x[0] * x[1] + precision[3] * x[1] * x[1]) / 2;
}
