using NeuralDA.Assimilation.Verification;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>What has become of the observations of one component. Each is entered once, when its fate is settled.</summary>
[GenerateSerializer, Alias("neuralda.ComponentLedger")]
internal sealed class ComponentLedger
{
    [Id(0)] public long Used { get; private set; }

    /// <summary>Those refused because of their value or unit.</summary>
    [Id(1)] public long Refused { get; set; }

    [Id(2)] private double[] _innovations = [.. new InnovationStatistics().Sums];

    /// <summary>The departures of those used in full.</summary>
    public InnovationStatistics Innovations => new(_innovations);

    /// <summary>Enters an observation that no open window holds any more.</summary>
    public void Settle(Verdict verdict)
    {
        // A duplicate says nothing about its writer's instrument.
        if (verdict.Refused == RefusalReason.Duplicate) return;
        if (verdict.Refused is not null)
        {
            Refused++;
            return;
        }
        Used++;
        if (verdict.Weight < 1 || !double.IsFinite(verdict.Departure)) return;
        var innovations = Innovations;
        innovations.Add(verdict.Departure, verdict.PredictionVariance, verdict.ErrorVariance);
        _innovations = [.. innovations.Sums];
    }
}
