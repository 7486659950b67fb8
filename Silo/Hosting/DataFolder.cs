namespace NeuralDA.Silo.Hosting;

/// <summary>A silo's data folder, held by this process until disposed. A process that dies lets go of it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _held;

    private DataFolder(string path, FileStream held) => (Path, _held) = (path, held);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The file of everything stored.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "neuralda.db");

    /// <summary>Takes a folder, created where missing.</summary>
    /// <exception cref="SiloStartException">It cannot be written to, or another silo has it.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SiloStartException($"The data folder '{full}' cannot be created: {exception.Message}", exception);
        }
        return new DataFolder(full, Lock(full));
    }

    public void Dispose() => _held.Dispose();

    private static FileStream Lock(string folder)
    {
        var file = System.IO.Path.Combine(folder, "silo.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SiloStartException($"The data folder '{folder}' cannot be written to.", exception);
        }
        catch (IOException exception)
        {
            throw new SiloStartException(
                $"The data folder '{folder}' is in use by another silo or cannot be written to: {exception.Message}", exception);
        }
    }
}
