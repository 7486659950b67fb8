using NeuralDA.Assimilation.Training;

namespace NeuralDA.Cli.Training;

/// <summary>The file that holds the state of an unfinished training run.</summary>
/// <param name="path">The file, or null to keep nothing.</param>
internal sealed class CheckpointFile(string? path)
{
    /// <summary>The checkpoint in the file; null where there is no file.</summary>
    public TrainingState? LoadIfThere() => File.Exists(path) ? Load() : null;

    /// <summary>The checkpoint in the file.</summary>
    /// <exception cref="FormatException">It is not a checkpoint; the message names the file.</exception>
    public TrainingState Load()
    {
        try
        {
            return TrainingState.Load(File.ReadAllBytes(path!));
        }
        catch (FormatException problem)
        {
            throw new FormatException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>Keeps a checkpoint; the old one stays until the new one is complete.</summary>
    public void Save(TrainingState checkpoint)
    {
        if (path is null) return;
        File.WriteAllBytes(path + ".new", checkpoint.Save());
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Removes the file, once the run has ended.</summary>
    public void Remove()
    {
        if (path is not null) File.Delete(path);
    }
}
