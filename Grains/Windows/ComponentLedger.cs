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

    [Id(3)] private readonly double[] _innovations = new double[InnovationStatistics.Size];
    [Id(4)] private readonly float[] _scales = new float[VarianceScales.Size];

    /// <summary>The departures of those used in full.</summary>
    public InnovationStatistics Innovations => new(_innovations);

    /// <summary>What the departures of all say about assumed variances.</summary>
    public VarianceScales Scales => new(_scales);

    /// <summary>Enters an observation that no open window holds any more.</summary>
    public void Settle(Verdict verdict)
    {
        // A duplicate says nothing about its writer's instrument.
        if (verdict.Refused == RefusalReason.Duplicate) return;
        if (verdict.Refused is null) Used++;
        else Refused++;
        if (!double.IsFinite(verdict.Departure)) return;
        // One of a burst is not compared for itself.
        if (verdict.Share == 1) Scales.Add(verdict.Departure, verdict.PredictionVariance, verdict.ErrorVariance);
        if (verdict.Weight == 1) Innovations.Add(verdict.Departure, verdict.PredictionVariance, verdict.ErrorVariance);
    }
}
