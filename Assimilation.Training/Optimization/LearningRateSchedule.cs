namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>A linear rise over the warm-up steps, times a cosine from one to zero over the whole run.</summary>
public static class LearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    public static double At(int step, TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var warmUp = Math.Min(1, (step + 1.0) / Math.Max(1, plan.WarmUpSteps));
        return plan.LearningRate * warmUp * (1 + Math.Cos(Math.PI * step / plan.Steps)) / 2;
    }
}
