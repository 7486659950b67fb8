namespace NeuralDA.Files.Tables;

/// <summary>Files that are written.</summary>
internal static class OutputFile
{
    /// <summary>Begins a file; the folder is created where missing.</summary>
    public static FileStream Create(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        return File.Create(path);
    }
}
