using System.Diagnostics;
using NeuralDA.Assimilation.Methods;

namespace NeuralDA.Cli.Reproduce;

/// <summary>How long methods take, side by side on one thread.</summary>
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
                var begin = Stopwatch.GetTimestamp();
                methods[i].Estimate(windows);
                times[i].Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / windows.Count);
            }
        }
        return [.. times.Select(ofMethod => ofMethod.Order().ElementAt(Rounds / 2))];
    }
}
