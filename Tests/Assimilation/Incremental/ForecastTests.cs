using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class ForecastTests
{
    private static readonly double[] Start = [1, 2, 20], Deviation = [0.1, 0.2, 0.3];

    [Fact]
    public void Mean_follows_the_model_without_noise()
    {
        var forecast = Forecast.Run(TestPriors.Lorenz63, Start, Deviation, steps: 10);
        var (integrator, state) = (TestSettings.Lorenz63.Model.Integrator<Float64>(), Vectors.ToLanes<Float64>(Start));
        for (var step = 0; step < 10; step++)
        {
            integrator.Step(state, state);
            Vectors.AssertClose(Vectors.Lane<Float64>(state), forecast.Mean[(step * 3)..(step * 3 + 3)], 1e-13);
        }
    }

    [Fact]
    public void First_step_adds_the_model_error_to_the_propagated_variance()
    {
        var (next, jacobian) = (new Float64[3], new Float64[9]);
        var model = TestSettings.Lorenz63.Model;
        model.Integrator<Float64>().StepWithJacobian(Vectors.ToLanes<Float64>(Start), next, jacobian);
        var forecast = Forecast.Run(TestPriors.Lorenz63, Start, Deviation, steps: 1);
        for (var i = 0; i < 3; i++)
        {
            var slopes = Enumerable.Range(0, 3).Select(j => jacobian[i * 3 + j].Get(0) * Deviation[j]);
            var variance = slopes.Sum(x => x * x) + model.ModelErrorVariance[i];
            Assert.Equal(Math.Sqrt(variance), forecast.StandardDeviation[i], 1e-13);
        }
    }

    [Fact]
    public void Spread_ends_at_that_of_the_climate()
    {
        var forecast = Forecast.Run(TestPriors.Lorenz63, Start, Deviation, steps: 2000);
        Assert.All(forecast.StandardDeviation.Chunk(3), spread =>
        {
            for (var i = 0; i < 3; i++) Assert.InRange(spread[i], 0, TestPriors.Lorenz63.ClimateDeviation[i]);
        });
        Assert.Equal(TestPriors.Lorenz63.ClimateDeviation, forecast.StandardDeviation[^3..]);
    }

    [Fact]
    public void No_steps_make_an_empty_forecast() =>
        Assert.Empty(Forecast.Run(TestPriors.Lorenz63, Start, Deviation, steps: 0).Mean);

    [Fact]
    public void Prior_without_a_physical_model_cannot_forecast() => Assert.Equal(
        "prior 'without-model' knows no physical model, so it cannot forecast", Assert.Throws<ArgumentException>(
            () => Forecast.Run(TestPriors.WithoutModel, Start, Deviation, steps: 1)).Message);
}
