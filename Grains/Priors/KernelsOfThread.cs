using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>The kernels one thread has made, the least recently used given up beyond a few.</summary>
internal sealed class KernelsOfThread(WindowKernelFactory factory)
{
    private const int Kept = 8;
    private readonly List<(Prior Prior, WindowKernel Kernel)> _kernels = [];

    public WindowKernel Get(Prior prior)
    {
        var found = _kernels.FindIndex(entry => ReferenceEquals(entry.Prior, prior));
        var used = found >= 0 ? _kernels[found] : (prior, factory(prior));
        if (found >= 0) _kernels.RemoveAt(found);
        else if (_kernels.Count == Kept) _kernels.RemoveAt(0);
        _kernels.Add(used);
        return used.Item2;
    }
}
