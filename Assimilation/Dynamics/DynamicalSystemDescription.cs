namespace NeuralDA.Assimilation.Dynamics;

/// <summary>What is known of a dynamical system without running it.</summary>
/// <param name="Name">The name in the catalogue, lower case.</param>
/// <param name="Components">The names of the components of the state, [φ].</param>
/// <param name="Units">Their units, [φ]; "1" where there is none.</param>
/// <param name="Parameters">The names of the parameters and their default values.</param>
public sealed record DynamicalSystemDescription(
    string Name,
    IReadOnlyList<string> Components,
    IReadOnlyList<string> Units,
    IReadOnlyDictionary<string, double> Parameters);
