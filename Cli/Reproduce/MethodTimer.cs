using NeuralDA.Assimilation.Methods;
using NeuralDA.Cli.Bench;

namespace NeuralDA.Cli.Reproduce;

/// <summary>How long methods take: processor time of one thread, side by side.</summary>
internal static class MethodTimer
{
    private const int Rounds = 5;

    /// <summary>Microseconds a window of each method: the median over rounds in which the methods take turns.</summary>
    /// <param name="methods">The methods.</param>
    /// <param name="windows">The windows of a round, all estimated in one call; one for a method alone.</param>
    public static double[] Measure(IReadOnlyList<IAssimilationMethod> methods, IReadOnlyList<ComparedWindow> windows)
    {
        var times = methods.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < methods.Count; i++)
            {
                // A list of its own, so that a shared method does its work within each method that starts from it.
                ComparedWindow[] own = [.. windows];
                var begin = ThreadClock.Now();
                methods[i].Estimate(own);
                times[i].Add((ThreadClock.Now() - begin).TotalMicroseconds / windows.Count);
            }
        }
        return [.. times.Select(ofMethod => ofMethod.Order().ElementAt(Rounds / 2))];
    }
}
