using System.Net.Sockets;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli;

/// <summary>The failures a user can meet, each as one line.</summary>
internal static class Failures
{
    /// <returns>The line, or null for an exception that is a mistake of this program.</returns>
    public static string? Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        NeuralDAException or SiloStartException or ClusterUnreachableException or InvalidPriorException or TrainingDivergedException
            or UsageException
            or FormatException or ArgumentException or IOException or UnauthorizedAccessException or SocketException
            or TimeoutException
            => OneLine(exception.Message),
        OrleansException => $"The cluster does not answer: {OneLine(exception.Message)}",
        _ => null,
    };

    /// <summary>Makes a message one line.</summary>
    public static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}

/// <summary>Options that parse but do not go together.</summary>
/// <param name="message">What was expected and what came.</param>
internal sealed class UsageException(string message) : Exception(message);
