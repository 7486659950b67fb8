using System.Diagnostics;

namespace NeuralDA.Tests.Support;

/// <summary>Debian's Python, for what its users do with files and the Python client.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Install = "apt-get install python3 python3-pandas python3-xarray python3-netcdf4 python3-h5netcdf";

    private static readonly Lazy<bool> IsThere = new(() =>
    {
        if (!File.Exists(Interpreter)) return false;
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", "import xarray, pandas, netCDF4, h5netcdf"])
        {
            RedirectStandardError = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    /// <summary>Runs a program and gives what it prints; skips the test where Python or its packages are missing.</summary>
    public static async Task<string> RunAsync(string program, params string[] args)
    {
        Assert.SkipUnless(IsThere.Value, $"needs Python with xarray and netCDF4: {Install}");
        var start = new ProcessStartInfo(Interpreter, ["-", .. args])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["PYTHONPATH"] = Path.Combine(Repository.Root, "clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        using var process = Process.Start(start)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        await process.StandardInput.WriteAsync(program.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{output}\n{await error}");
        return output.Trim();
    }
}
