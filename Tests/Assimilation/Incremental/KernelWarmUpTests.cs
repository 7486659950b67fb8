using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class KernelWarmUpTests
{
    [Fact]
    public void Every_way_to_assimilate_a_window_is_gone_and_succeeds()
    {
        var estimates = KernelWarmUp.Run();
        Assert.All(estimates, estimate => Assert.Equal(SolveStatus.Succeeded, estimate.Status));
        Assert.All(estimates, estimate => Assert.NotNull(estimate.Carried));
        Assert.Contains(estimates, estimate => estimate.RefinedMean is null);
        Assert.Contains(estimates, estimate => estimate.RefinedMean is not null);
    }
}
