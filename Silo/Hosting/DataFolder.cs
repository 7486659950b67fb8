using Microsoft.Data.Sqlite;

namespace NeuralDA.Silo.Hosting;

/// <summary>A data folder, held by this process until disposed. A process that dies lets go of it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _held;

    private DataFolder(string path, bool isShared, FileStream held) => (Path, IsShared, _held) = (path, isShared, held);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The file of everything stored.</summary>
    public string DatabaseFile => System.IO.Path.Combine(Path, "neuralda.db");

    /// <summary>How SQLite opens <see cref="DatabaseFile"/>.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = DatabaseFile }.ToString();

    /// <summary>Whether other silos may have the folder too.</summary>
    public bool IsShared { get; }

    /// <summary>Takes a folder, created where missing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="shared">Lets other silos of this machine take it too, if they share it as well.</param>
    /// <exception cref="SiloStartException">It cannot be written to, or another silo has it.</exception>
    public static DataFolder Open(string path, bool shared = false)
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
        return new DataFolder(full, shared, Lock(full, shared));
    }

    public void Dispose() => _held.Dispose();

    private static FileStream Lock(string folder, bool shared)
    {
        var file = System.IO.Path.Combine(folder, "silo.lock");
        try
        {
            return shared
                ? new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
                : new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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
