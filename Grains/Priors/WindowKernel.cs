using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>Assimilates windows that share a prior; used by one thread at a time.</summary>
/// <param name="problems">The windows [n].</param>
/// <returns>The estimates [n], in the same order.</returns>
internal delegate IReadOnlyList<WindowEstimate> WindowKernel(IReadOnlyList<WindowProblem> problems);

/// <summary>Makes a kernel, which may own buffers, for one thread and one prior.</summary>
/// <param name="prior">The prior.</param>
internal delegate WindowKernel WindowKernelFactory(Prior prior);
