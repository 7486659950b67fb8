using NeuralDA.Grains.Interfaces;

namespace NeuralDA.Silo.Dashboard;

/// <summary>Failures as a page shows them.</summary>
internal static class Problems
{
    public static string OneLine(Exception problem) => problem switch
    {
        NeuralDAException known => known.Message,
        TimeoutException or OrleansException => "The cluster does not answer; the page goes on when it does.",
        _ => "This page failed for a reason that is in the server's log.",
    };

    /// <summary>Whether a page may go on and try again by itself.</summary>
    public static bool IsExpected(Exception problem) => problem is NeuralDAException or TimeoutException or OrleansException;
}
