using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class ComponentLedgerTests
{
    private readonly ComponentLedger _ledger = new();

    [Fact]
    public void What_was_refused_counts_for_the_scales_of_variances_only()
    {
        for (var i = 0; i < 100; i++) _ledger.Settle(Good(i % 2 == 0 ? 1 : -1));
        var before = _ledger.Scales.Estimate().ErrorScale;
        for (var i = 0; i < 50; i++) _ledger.Settle(Good(4) with { Refused = RefusalReason.GrossError, Weight = 0 });
        Assert.True(_ledger.Scales.Estimate().ErrorScale > 1.5 * before);
        Assert.Equal((100, 50), (_ledger.Used, _ledger.Refused));
        Assert.InRange(_ledger.Innovations.RootMeanSquare, 0.999, 1.001);
    }

    [Fact]
    public void What_was_down_weighted_counts_for_the_scales_of_variances_only()
    {
        for (var i = 0; i < 50; i++) _ledger.Settle(Good(4) with { Weight = 0.5 });
        Assert.Equal((50, 0.0), (_ledger.Used, _ledger.Innovations.Count));
        Assert.True(_ledger.Scales.Estimate().ErrorScale > 2);
    }

    [Fact]
    public void Neither_counts_one_of_a_burst_or_one_that_was_never_compared()
    {
        _ledger.Settle(Good(1) with { Weight = 0.25, Share = 0.25 });
        _ledger.Settle(Good(9) with { Refused = RefusalReason.GrossError, Weight = 0, Share = 0.25 });
        _ledger.Settle(Verdict.Of(RefusalReason.Stuck));
        Assert.Equal((1, 2), (_ledger.Used, _ledger.Refused));
        Assert.Equal(0, _ledger.Innovations.Count);
        Assert.True(double.IsNaN(_ledger.Scales.Estimate().ErrorScale));
    }

    [Fact]
    public void A_duplicate_counts_nowhere()
    {
        _ledger.Settle(Verdict.Of(RefusalReason.Duplicate));
        Assert.Equal((0, 0), (_ledger.Used, _ledger.Refused));
    }

    private static Verdict Good(double departure) => new(null, 1, departure, PredictionVariance: 0.5, ErrorVariance: 1, Share: 1);
}
