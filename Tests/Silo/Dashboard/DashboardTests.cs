using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api;
using NeuralDA.Tests.Grains.Training;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace NeuralDA.Tests.Silo.Dashboard;

public sealed class DashboardTests(Browser browser, LiveSilo live) : IClassFixture<Browser>, IClassFixture<LiveSilo>
{
    private const string Key = "browser-key";
    private static readonly HttpOptions Development = new() { Development = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_shows_what_is_there_and_axe_finds_nothing_wrong(ColorScheme scheme, int width)
    {
        var errors = new ConcurrentQueue<string>();
        var page = await browser.NewPageAsync(live.Silo.Address, scheme, width, errors);

        await page.GotoAsync("/");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(5);
        await CheckAsync(page, $"tracks-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = LiveSilo.Troubled }).ClickAsync();
        await Expect(page.Locator("path.band").First).ToBeVisibleAsync();
        await Expect(page.Locator("path.refused").First).ToBeVisibleAsync();
        await Expect(page.Locator("path.forecast").First).ToHaveAttributeAsync("d", new Regex("^M"));
        await Expect(page.GetByText("replaces").First).ToBeVisibleAsync();
        await CheckAsync(page, $"track-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Priors" }).ClickAsync();
        await Expect(page.GetByText("run second on")).ToBeVisibleAsync();
        await CheckAsync(page, $"priors-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Training" }).ClickAsync();
        await Expect(page.GetByText("60 of 60")).ToHaveCountAsync(2);
        await CheckAsync(page, $"training-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Cluster" }).ClickAsync();
        await Expect(page.GetByText("Active", new() { Exact = true }).First).ToBeVisibleAsync();
        await CheckAsync(page, $"cluster-{scheme}-{width}");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Analyses_appear_as_they_arrive_and_refused_observations_are_marked()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        await CreateAsync(silo.Http, "live");
        var errors = new ConcurrentQueue<string>();
        var page = await browser.NewPageAsync(silo.Address, errors: errors);
        await page.GotoAsync("/tracks/live");
        await Expect(page.GetByText("No analysis yet:")).ToBeVisibleAsync();
        var observations = ObservationStreams.Smooth(60, windows: 5);
        observations[55] = observations[55] with { Value = 400 };
        await SendAsync(silo.Http, "live", observations[..20], 0);
        await Expect(page.Locator("path.band").First).ToBeVisibleAsync();
        var before = await page.Locator("#arrived tr").First.InnerTextAsync();
        var drawn = await page.Locator("path.analysis").First.GetAttributeAsync("d");

        var clock = Stopwatch.StartNew();
        await SendAsync(silo.Http, "live", observations[20..], 20);
        await Expect(page.Locator("#arrived tr").First).Not.ToHaveTextAsync(before);
        TestContext.Current.TestOutputHelper!.WriteLine($"shown {clock.ElapsedMilliseconds} ms after the write began");
        await Expect(page.Locator("path.analysis").First).Not.ToHaveAttributeAsync("d", drawn!);
        await Expect(page.Locator("path.refused").First).ToBeVisibleAsync();
        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_run_is_followed_while_it_learns()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        var page = await browser.NewPageAsync(silo.Address);
        await page.GotoAsync("/training");
        await Expect(page.GetByText("There is no training run yet")).ToBeVisibleAsync();
        await using var client = silo.Client();
        await client.Training.StartAsync("run", TrainingCluster.Options with { Steps = 100_000 }, Cancel);
        await Expect(page.Locator("path.analysis").First).ToHaveAttributeAsync("d", new Regex("L"));
        var drawn = await page.Locator("path.analysis").First.GetAttributeAsync("d");
        await Expect(page.Locator("path.analysis").First).Not.ToHaveAttributeAsync("d", drawn!);
        await client.Training.CancelAsync("run", Cancel);
        await Expect(page.GetByText("Cancelled")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tracks_are_searched_and_reached_by_keyboard_alone()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        foreach (var track in new[] { "north", "south" }) await CreateAsync(silo.Http, track);
        var page = await browser.NewPageAsync(silo.Address);
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "north" })).ToBeVisibleAsync();
        await page.GetByLabel("Search").FocusAsync();
        await page.Keyboard.TypeAsync("sou");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "north" })).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "south" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_says_that_it_is_disconnected_and_recovers_by_itself()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        await FillAsync(silo.Http, "t", 0);
        var page = await browser.NewPageAsync(silo.Address);
        await page.GotoAsync("/tracks/t");
        await Expect(page.Locator("#accepted")).ToBeVisibleAsync();
        await silo.StopAsync();
        await Expect(page.GetByText("Disconnected from the silo")).ToBeVisibleAsync();
        await silo.RestartAsync();
        await Expect(page.GetByText("Disconnected from the silo")).ToBeHiddenAsync();
        await Expect(page.Locator("path.band").First).ToBeVisibleAsync();
        var before = await page.Locator("#arrived tr").First.InnerTextAsync();
        await SendAsync(silo.Http, "t", ObservationStreams.Smooth(72, windows: 6)[60..], 60);
        await Expect(page.Locator("#arrived tr").First).Not.ToHaveTextAsync(before);
    }

    [Fact]
    public async Task The_cluster_shows_what_its_silos_do()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        await FillAsync(silo.Http, "t", 0);
        var page = await browser.NewPageAsync(silo.Address);
        await page.GotoAsync("/cluster");
        var silos = page.GetByRole(AriaRole.Region, new() { Name = "Silos", Exact = true });
        await Expect(silos.Locator("tbody tr")).ToHaveCountAsync(1);
        // The silo counts from the first look on.
        for (var first = 60; await silos.GetByText("ms").CountAsync() == 0; first += 5)
            await SendAsync(silo.Http, "t", ObservationStreams.Smooth(first + 5, windows: (first + 5) / 12.0)[first..], first);
    }

    [Fact]
    public async Task A_browser_logs_in_with_a_key_and_sees_its_tenants_tracks_only()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions(), access: new AccessOptions
        {
            ApiKeys =
            [
                new() { Name = "b", Hash = ApiKeyOptions.HashOf(Key), Tenant = "acme", Rights = Rights.Read | Rights.Write },
                new() { Name = "o", Hash = ApiKeyOptions.HashOf("other"), Tenant = "umbrella", Rights = Rights.Read | Rights.Write },
            ],
        });
        await CreateAsync(silo.Http, "mine", Key);
        await CreateAsync(silo.Http, "theirs", "other");
        var page = await browser.NewPageAsync(silo.Address);
        await page.GotoAsync("/");
        await page.GetByLabel("API key").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");
        Assert.Empty(await Browser.FaultsAsync(page));
        await page.GetByLabel("API key").FillAsync(Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "mine" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "theirs" })).ToBeHiddenAsync();
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots")).FullName;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        Assert.Empty(await Browser.FaultsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than the screen");
    }

    private static async Task FillAsync(HttpClient http, string track, long sequence)
    {
        await CreateAsync(http, track);
        var observations = ObservationStreams.Smooth(60, windows: 5);
        observations[50] = observations[50] with { Value = 400 };
        await SendAsync(http, track, observations, sequence);
    }

    private static async Task CreateAsync(HttpClient http, string track, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"v1/tracks/{track}")
        {
            Content = Bodies.Json($$"""{"prior_name":"{{ServicePriors.Name}}"}"""),
        };
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        using var created = await http.SendAsync(request, Cancel);
        created.EnsureSuccessStatusCode();
    }

    private static async Task SendAsync(HttpClient http, string track, Observation[] observations, long sequence)
    {
        using var sent = await http.PostAsync(
            $"v1/tracks/{track}/observations?writer=w&sequence={sequence}", Bodies.Json(Bodies.AsJson(observations)), Cancel);
        sent.EnsureSuccessStatusCode();
    }
}
