using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Tests.Assimilation.Dynamics;

public class DynamicalSystemsTests
{
    [Fact]
    public void Given_parameters_replace_the_defaults()
    {
        var system = (DampedPendulum<Float64>)DynamicalSystems.Create<Float64>(
            "pendulum", new Dictionary<string, double> { ["k"] = 1 });
        Assert.Equal((1, 0.1), (system.Stiffness, system.Damping));
    }

    [Fact]
    public void Unknown_system_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => DynamicalSystems.Create<Float64>("lorenz96"));
        Assert.StartsWith("Unknown dynamical system 'lorenz96'; known: lorenz63, pendulum.", error.Message);
    }

    [Fact]
    public void Unknown_parameter_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            DynamicalSystems.Create<Float64>("lorenz63", new Dictionary<string, double> { ["gamma"] = 1 }));
        Assert.StartsWith("Unknown parameter 'gamma' of lorenz63; known: sigma, rho, beta.", error.Message);
    }

    [Fact]
    public void Parameter_that_is_no_number_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            DynamicalSystems.Create<Float64>("lorenz63", new Dictionary<string, double> { ["rho"] = double.NaN }));
        Assert.StartsWith("Parameter 'rho' of lorenz63 is NaN; expected a finite number.", error.Message);
    }
}
