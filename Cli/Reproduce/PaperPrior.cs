using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;

namespace NeuralDA.Cli.Reproduce;

/// <summary>A prior of one of the paper's own modes.</summary>
/// <param name="Mode">The mode that it was trained in.</param>
/// <param name="Prior">The prior.</param>
internal sealed record PaperPrior(TrainingMode Mode, Prior Prior)
{
    /// <summary>The methods that it stands for: itself, and where levels share networks also the update rule to the letter.</summary>
    public IEnumerable<IAssimilationMethod> Methods()
    {
        yield return Method();
        if (Mode == TrainingMode.Paper) yield return new LiteralUpdateMethod(Prior, "paper, literal update");
    }

    /// <summary>Neural assimilation with it.</summary>
    public IAssimilationMethod Method() => new NeuralMethod(Prior, Mode switch
    {
        TrainingMode.ColdDiffusion => "cold diffusion",
        TrainingMode.PaperCovariance => "paper, covariance",
        TrainingMode.OneShot => "paper, one-shot",
        _ => "paper",
    });
}
