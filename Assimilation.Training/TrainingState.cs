using System.Globalization;
using System.Text.Json;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training.Optimization;

namespace NeuralDA.Assimilation.Training;

/// <summary>
/// A training run between two steps: all that it takes to go on as if nothing had happened. Whoever computes the gradients, in
/// one process or over a cluster, advances it in the same way. Not thread-safe.
/// </summary>
public sealed class TrainingState
{
    private const string Format = "neuralda-checkpoint/2";

    // So many steps in a row without a finite gradient, or of such a mean loss, are no accident. Climatology has a loss near 1.
    private const int DivergenceSteps = 50;
    private const double DivergenceLoss = 1000;

    private readonly List<float> _losses;
    private readonly List<ValidationScore> _validations;

    /// <summary>A run that has not taken a step.</summary>
    public TrainingState(TrainingPlan plan) : this(Checked(plan), skipped: 0, new Adam(InitialParameters(plan)), [], [])
    {
    }

    private TrainingState(
        TrainingPlan plan, int skipped, Adam optimizer, List<float> losses, List<ValidationScore> validations) =>
        (Plan, Skipped, Optimizer, _losses, _validations) = (plan, skipped, optimizer, losses, validations);

    /// <summary>The plan of the run.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Steps done; the next has this number.</summary>
    public int Step => _losses.Count;

    /// <summary>Steps skipped so far because their gradient was not finite.</summary>
    public int Skipped { get; private set; }

    /// <summary>The optimiser with the parameters.</summary>
    public Adam Optimizer { get; }

    /// <summary>The learning curve: the mean loss a window of each step, [step]; NaN where the step was skipped.</summary>
    public IReadOnlyList<float> Losses => _losses;

    /// <summary>The scores on validation windows, in the order of their steps.</summary>
    public IReadOnlyList<ValidationScore> Validations => _validations;

    /// <summary>Whether all steps are done.</summary>
    public bool IsFinished => Step == Plan.Steps;

    /// <summary>Whether the prior is scored on validation windows after the last step.</summary>
    public bool IsValidationDue => IsFinished || (Step > 0 && Step % TrainingPlan.ValidationInterval == 0);

    /// <summary>Takes a step.</summary>
    /// <param name="contribution">The sum over all micro-shards of the step.</param>
    /// <exception cref="TrainingDivergedException">The run leads nowhere; parameters are those of the last good step.</exception>
    public void Advance(GradientContribution contribution)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        var isTaken = Optimizer.Update(contribution, LearningRateSchedule.At(Step, Plan));
        if (!isTaken) Skipped++;
        _losses.Add(isTaken ? (float)(contribution.Loss / contribution.Count) : float.NaN);
        if (Step < DivergenceSteps || RecentLoss(DivergenceSteps) is { } loss and < DivergenceLoss) return;
        throw new TrainingDivergedException(string.Create(CultureInfo.InvariantCulture,
            $"The loss diverges: the last {DivergenceSteps} of {Step} steps had {Describe(RecentLoss(DivergenceSteps))}; " +
            $"try a learning rate below {Plan.LearningRate}."));
    }

    /// <summary>Notes a score on validation windows after the last step.</summary>
    /// <param name="rmse">RMSE, normalised units.</param>
    public void AddValidation(double rmse) => _validations.Add(new ValidationScore(Step, rmse));

    /// <summary>The mean loss of the last steps that were not skipped; null where all were.</summary>
    /// <param name="steps">How many steps.</param>
    public double? RecentLoss(int steps)
    {
        var (sum, count) = (0.0, 0);
        for (var i = Math.Max(0, Step - steps); i < Step; i++)
            if (!float.IsNaN(_losses[i])) (sum, count) = (sum + _losses[i], count + 1);
        return count > 0 ? sum / count : null;
    }

    /// <summary>The state as the bytes of a safetensors file.</summary>
    public byte[] Save()
    {
        static NamedTensor Tensor(float[] elements) => new([elements.Length], elements);
        return new SafeTensors(
            new Dictionary<string, NamedTensor>
            {
                ["parameters"] = Tensor(Optimizer.Parameters),
                ["first_moment"] = Tensor(Optimizer.FirstMoment),
                ["second_moment"] = Tensor(Optimizer.SecondMoment),
                ["losses"] = Tensor([.. _losses]),
            },
            new Dictionary<string, string>
            {
                ["format"] = Format,
                ["plan"] = JsonSerializer.Serialize(Plan),
                ["validations"] = JsonSerializer.Serialize(_validations),
                ["skipped"] = Skipped.ToString(CultureInfo.InvariantCulture),
                ["updates"] = Optimizer.Updates.ToString(CultureInfo.InvariantCulture),
            }).Write();
    }

    /// <summary>Reads a saved state.</summary>
    /// <exception cref="FormatException">The bytes are not a checkpoint; the message says what was expected.</exception>
    public static TrainingState Load(ReadOnlySpan<byte> file)
    {
        var (tensors, metadata) = SafeTensors.Read(file);
        if (metadata.GetValueOrDefault("format") != Format)
            throw new FormatException($"the file's format is '{metadata.GetValueOrDefault("format")}'; expected '{Format}'");
        try
        {
            int Number(string key) => int.Parse(metadata[key], CultureInfo.InvariantCulture);
            T Json<T>(string key) => JsonSerializer.Deserialize<T>(metadata[key]) ?? throw new FormatException($"it has no {key}");
            var plan = Json<TrainingPlan>("plan");
            var count = plan.Architecture().ParameterCount;
            float[] Vector(string name) => tensors[name].Elements is var elements && elements.Length == count
                ? elements
                : throw new FormatException($"tensor '{name}' has {elements.Length} elements; there are {count} parameters");
            var losses = tensors["losses"].Elements;
            if (losses.Length > plan.Steps) throw new FormatException($"it has {losses.Length} losses of {plan.Steps} steps");
            return new TrainingState(
                plan, Number("skipped"),
                new Adam(Vector("parameters"), Vector("first_moment"), Vector("second_moment"), Number("updates")),
                [.. losses], Json<List<ValidationScore>>("validations"));
        }
        catch (Exception error) when (
            error is KeyNotFoundException or JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new FormatException($"the checkpoint is incomplete: {error.Message}", error);
        }
    }

    private static TrainingPlan Checked(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        return plan;
    }

    private static float[] InitialParameters(TrainingPlan plan) => ParameterInitialization.Draw(plan.Architecture(), plan.Seed);

    private static string Describe(double? loss) => loss is { } mean
        ? string.Create(CultureInfo.InvariantCulture, $"a mean loss of {mean:G4}")
        : "no finite gradient";
}

/// <summary>The score of an unfinished prior on validation windows.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Rmse">RMSE, normalised units.</param>
public sealed record ValidationScore(int Step, double Rmse);
