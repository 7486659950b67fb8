using Microsoft.Extensions.Logging;

namespace NeuralDA.Grains.Windows;

internal sealed partial class WindowGrain
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Track {Track} created on prior {Prior} version {Version}")]
    private partial void LogCreated(string track, string prior, int version);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Debug, Message = "Track {Track} refused {Count} of {Writer}; the first: {Reason}")]
    private partial void LogRefused(string track, int count, string writer, string reason);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "Track {Track} was not written, nothing was acknowledged: {Reason}")]
    private partial void LogNotPersisted(string track, string reason);
}
