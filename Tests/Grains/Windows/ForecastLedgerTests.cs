using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class ForecastLedgerTests
{
    [Fact]
    public void Scores_are_those_computed_by_hand_for_each_range_of_leads()
    {
        var ledger = new ForecastLedger();
        ledger.Add(lead: 0.1, departure: 1, variance: 4);
        ledger.Add(lead: 0.125, departure: -4, variance: 5);
        ledger.Add(lead: 1.5, departure: 2, variance: 9);
        var scores = ledger.Scores("u1", windowLength: 8).ToList();

        Assert.Equal((0, 1, 2L), (scores[0].LeadFrom, scores[0].LeadTo, scores[0].Count));
        Assert.Equal((8, 16, 1L), (scores[1].LeadFrom, scores[1].LeadTo, scores[1].Count));
        Assert.Equal(-1.5, scores[0].Bias, 1e-15);
        Assert.Equal(Math.Sqrt(17 / 2.0), scores[0].RootMeanSquare, 1e-15);
        Assert.Equal(Math.Sqrt(9 / 2.0), scores[0].Spread, 1e-15);
        Assert.Equal(0.5, scores[0].Coverage90);   // 4 is more than 1.645 √5
    }

    [Fact]
    public void What_was_too_far_ahead_is_not_scored()
    {
        var ledger = new ForecastLedger();
        ledger.Add(lead: 2.01, departure: 1, variance: 1);
        Assert.Empty(ledger.Scores("u1", 1));
    }
}
