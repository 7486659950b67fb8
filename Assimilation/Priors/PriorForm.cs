using System.Text.Json.Serialization;

namespace NeuralDA.Assimilation.Priors;

/// <summary>What a learned prior says of the spread about its mean.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PriorForm>))]
public enum PriorForm
{
    /// <summary>A banded precision P⁻¹ = L Lᵀ + ε I: what a Markov model has, and our default. ADR 0001.</summary>
    Precision,

    /// <summary>A banded covariance P = L Lᵀ, as the paper's text says: an observation informs the band about it only.</summary>
    Covariance,

    /// <summary>Nothing, so observations cannot be brought in: the mean alone is applied, as in cold diffusion.</summary>
    MeanOnly,
}
