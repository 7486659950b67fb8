using System.Collections.Concurrent;
using Microsoft.Playwright;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Dashboard;

/// <summary>Debian's Chromium, driven by Playwright.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The accessibility checker axe-core, as npm has it.</summary>
    private static string Axe => Path.Combine(Repository.Root, "artifacts", "npm", "node_modules", "axe-core", "axe.min.js");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable)) return;
        // A page appears as soon as the machine allows, which other tests keep busy.
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page of its own; the test is skipped where there is no browser.</summary>
    /// <param name="address">The silo.</param>
    /// <param name="scheme">What the system prefers.</param>
    /// <param name="width">Width of the window.</param>
    /// <param name="errors">Gets what goes to the browser's console as an error.</param>
    internal async Task<IPage> NewPageAsync(
        Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1280, ConcurrentQueue<string>? errors = null)
    {
        Assert.SkipWhen(_browser is null, "needs Chromium: apt-get install chromium");
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address.ToString(), ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 },
        });
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") errors?.Enqueue(message.Text);
        };
        page.PageError += (_, error) => errors?.Enqueue(error);
        return page;
    }

    /// <summary>What axe-core finds wrong with a page, one line each; skips the test where axe-core is missing.</summary>
    internal static async Task<string[]> FaultsAsync(IPage page)
    {
        Assert.SkipUnless(File.Exists(Axe), "needs axe-core: npm install --prefix artifacts/npm axe-core@4.14.1");
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        return await page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.map(fault => fault.id + ': ' + fault.nodes.map(node => node.html).join(' | '))");
    }
}
