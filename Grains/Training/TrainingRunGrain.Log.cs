using Microsoft.Extensions.Logging;

namespace NeuralDA.Grains.Training;

internal sealed partial class TrainingRunGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {Run} goes on from step {Step}, attempt {Attempt}")]
    private partial void LogTakenUp(string run, int step, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {Run} is finished: prior {Prior} version {Version}")]
    private partial void LogFinished(string run, string prior, int version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Training run {Run} failed: {Reason}")]
    private partial void LogFailed(string run, string reason, Exception? defect);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Training run {Run} was taken up elsewhere; it is let go here")]
    private partial void LogOvertaken(string run);
}
