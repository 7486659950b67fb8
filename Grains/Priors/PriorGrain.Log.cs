using Microsoft.Extensions.Logging;

namespace NeuralDA.Grains.Priors;

internal sealed partial class PriorGrain
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Prior {Prior} version {Version} published, content {Hash}")]
    private partial void LogPublished(string prior, int version, string hash);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Prior {Prior} uses version {Version}")]
    private partial void LogCurrent(string prior, int version);
}
