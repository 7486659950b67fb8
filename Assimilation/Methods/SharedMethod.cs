namespace NeuralDA.Assimilation.Methods;

/// <summary>A method whose estimates others start from: of the windows it saw last it remembers them instead of repeating them.</summary>
/// <param name="method">The method.</param>
public sealed class SharedMethod(IAssimilationMethod method) : IAssimilationMethod
{
    private IReadOnlyList<ComparedWindow>? _windows;
    private IReadOnlyList<MethodEstimate> _estimates = [];

    /// <inheritdoc/>
    public string Name => method.Name;

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        if (!ReferenceEquals(windows, _windows)) (_estimates, _windows) = (method.Estimate(windows), windows);
        return _estimates;
    }
}
