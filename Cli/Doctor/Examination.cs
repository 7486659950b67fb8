using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NeuralDA.Cli.Hosting;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli.Doctor;

/// <summary>How one thing was found.</summary>
/// <param name="What">The thing.</param>
/// <param name="IsFine">Whether it is as it should be.</param>
/// <param name="Found">What was found, and what to do where it is not fine.</param>
internal sealed record Finding(string What, bool IsFine, string Found);

/// <summary>Looks at everything a silo and its commands need of a machine.</summary>
internal sealed class Examination(string dataFolder, IReadOnlyList<int> ports)
{
    private const long SmallDisk = 1L << 30;
    private static readonly DateTimeOffset Earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>
        {
            Runtime(), Vectors(), Library("training: libtorch", "LibTorchSharp"), Clock(), DataFolder(), Disk(),
        };
        findings.AddRange(ports.Select(Port));
        findings.Add(await ServiceAsync(cancellationToken));
        return findings;
    }

    private static Finding Runtime() => new("runtime", Environment.Version.Major >= 10,
        $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");

    private static Finding Vectors() => new("vectors", Vector256.IsHardwareAccelerated || Vector128.IsHardwareAccelerated,
        Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits"
            : Vector128.IsHardwareAccelerated ? "128 bits" : "none: analyses are slow on this processor");

    private static Finding Library(string what, string name)
    {
        if (!NativeLibrary.TryLoad(name, typeof(Examination).Assembly, null, out var handle))
            return new Finding(what, false, $"{name} cannot be loaded: training will not run, all else will (Debian: apt-get install libgomp1)");
        NativeLibrary.Free(handle);
        return new Finding(what, true, $"{name} loads");
    }

    private static Finding Clock()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Finding("clock", now > Earliest, $"{now:u}{(now > Earliest ? "" : ": expected a time after 2025; set the clock")}");
    }

    private Finding DataFolder()
    {
        var full = Path.GetFullPath(dataFolder);
        try
        {
            var existed = Directory.Exists(full);
            Directory.CreateDirectory(full);
            var probe = Path.Combine(full, $".doctor-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
            if (!existed) Directory.Delete(full);
            return new Finding("data folder", true, $"{full} can be written to");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Finding("data folder", false, $"{full} cannot be written to: {Failures.OneLine(exception.Message)}");
        }
    }

    private Finding Disk()
    {
        var root = Path.GetFullPath(dataFolder);
        while (!Directory.Exists(root)) root = Path.GetDirectoryName(root)!;
        var free = new DriveInfo(root).AvailableFreeSpace;
        return new Finding("disk", free > SmallDisk, $"{free >> 20} MiB free{(free > SmallDisk ? "" : "; expected more than 1024")}");
    }

    private static Finding Port(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new Finding($"port {port}", true, "free");
        }
        catch (SocketException)
        {
            return new Finding($"port {port}", false, "in use: by a silo that runs already, or by another program; see neuralda silo --help");
        }
    }

    /// <summary>A silo on a data folder of its own takes an observation and gives the analysis back.</summary>
    private static async Task<Finding> ServiceAsync(CancellationToken cancellationToken)
    {
        const string What = "silo and database";
        try
        {
            using var folder = new TemporaryFolder();
            await using var silo = await SiloHost.StartAsync(SiloOptions.Embedded(folder.Path), cancellationToken);
            var client = new NeuralDAClient(silo.ClusterClient);
            var name = PriorFiles.Load(PriorFiles.Shipped).Description;
            await client.PublishPriorAsync(name.Name, PriorFiles.Shipped, cancellationToken);
            await client.CreateTrackAsync("doctor", new TrackOptions { PriorName = name.Name }, cancellationToken);
            var batch = new ObservationBatch("doctor", 0, [new Observation(name.TimeStep, name.Components[0], 0, 1)]);
            var receipt = await client.IngestAsync("doctor", batch, cancellationToken);
            return new Finding(What, receipt.Accepted == 1, $"a silo started and took an observation: {receipt.LastAnalysisSequence} analyses");
        }
        catch (Exception exception) when (exception is not OperationCanceledException && Failures.Describe(exception) is not null)
        {
            return new Finding(What, false, Failures.Describe(exception)!);
        }
    }
}
