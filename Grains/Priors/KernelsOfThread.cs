using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>The kernels one thread has made, the least recently used given up beyond a few.</summary>
internal sealed class KernelsOfThread(WindowKernelFactory factory)
{
    private const int Kept = 8;
    private readonly List<(Prior Prior, WindowKernel Kernel)> kernels = [];

    public WindowKernel Get(Prior prior)
    {
        var found = kernels.FindIndex(entry => ReferenceEquals(entry.Prior, prior));
        var used = found >= 0 ? kernels[found] : (prior, factory(prior));
        if (found >= 0) kernels.RemoveAt(found);
        else if (kernels.Count == Kept) kernels.RemoveAt(0);
        kernels.Add(used);
        return used.Item2;
    }
}
