using System.Diagnostics;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Dynamics;

/// <summary>The catalogue of dynamical systems by name.</summary>
public static class DynamicalSystems
{
    /// <summary>Every system in the catalogue.</summary>
    public static IReadOnlyList<DynamicalSystemDescription> All { get; } = [DescribeLorenz63(), DescribePendulum()];

    /// <summary>Looks a system up.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the known ones.</exception>
    public static DynamicalSystemDescription Describe(string name) =>
        All.FirstOrDefault(system => system.Name == name) ?? throw new ArgumentException(
            $"Unknown dynamical system '{name}'; known: {string.Join(", ", All.Select(system => system.Name))}.", nameof(name));

    /// <summary>Creates a system.</summary>
    /// <param name="name">Its name in the catalogue.</param>
    /// <param name="parameters">Values of some or all parameters; the others keep their defaults.</param>
    /// <typeparam name="V">The lane type.</typeparam>
    /// <exception cref="ArgumentException">A name is unknown or a value not finite; the message says what is known.</exception>
    public static IDynamicalSystem<V> Create<V>(string name, IReadOnlyDictionary<string, double>? parameters = null)
        where V : struct, ILane<V>
    {
        var values = Complete(Describe(name), parameters ?? new Dictionary<string, double>());
        return name switch
        {
            "lorenz63" => new Lorenz63<V>(values["sigma"], values["rho"], values["beta"]),
            "pendulum" => new DampedPendulum<V>(values["k"], values["c"]),
            _ => throw new UnreachableException($"{name} is described but cannot be created."),
        };
    }

    private static Dictionary<string, double> Complete(
        DynamicalSystemDescription system, IReadOnlyDictionary<string, double> parameters)
    {
        var values = new Dictionary<string, double>(system.Parameters);
        foreach (var (name, value) in parameters)
        {
            if (!values.ContainsKey(name))
                throw new ArgumentException(
                    $"Unknown parameter '{name}' of {system.Name}; known: {string.Join(", ", system.Parameters.Keys)}.",
                    nameof(parameters));
            if (!double.IsFinite(value))
                throw new ArgumentException($"Parameter '{name}' of {system.Name} is {value}; expected a finite number.",
                    nameof(parameters));
            values[name] = value;
        }
        return values;
    }

    private static DynamicalSystemDescription DescribeLorenz63()
    {
        var defaults = new Lorenz63<Float64>();
        return new("lorenz63", ["u1", "u2", "u3"], ["1", "1", "1"], new Dictionary<string, double>
        {
            ["sigma"] = defaults.Sigma, ["rho"] = defaults.Rho, ["beta"] = defaults.Beta,
        });
    }

    private static DynamicalSystemDescription DescribePendulum()
    {
        var defaults = new DampedPendulum<Float64>();
        return new("pendulum", ["angle", "momentum"], ["rad", "rad/s"], new Dictionary<string, double>
        {
            ["k"] = defaults.Stiffness, ["c"] = defaults.Damping,
        });
    }
}
