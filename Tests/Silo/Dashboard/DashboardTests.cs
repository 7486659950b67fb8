using Microsoft.Playwright;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Api.Security;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace NeuralDA.Tests.Silo.Dashboard;

public sealed class DashboardTests(Browser browser) : IClassFixture<Browser>
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
        await using var silo = await HttpSilo.StartAsync(Development);
        await FillAsync(silo.Http, "buoy 7", 0);
        var page = await browser.NewPageAsync(silo.Address, scheme, width);

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "buoy 7" }).ClickAsync();
        await Expect(page.Locator("path.band").First).ToBeVisibleAsync();
        await Expect(page.Locator("path.refused").First).ToBeVisibleAsync();
        await Expect(page.Locator("path.forecast").First).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M"));
        await CheckAsync(page, $"track-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Priors" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = ServicePriors.Name })).ToBeVisibleAsync();
        await CheckAsync(page, $"priors-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Cluster" }).ClickAsync();
        await Expect(page.GetByText("Active").First).ToBeVisibleAsync();
        await CheckAsync(page, $"cluster-{scheme}-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Tracks" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "buoy 7" })).ToBeVisibleAsync();
        await CheckAsync(page, $"tracks-{scheme}-{width}");
    }

    [Fact]
    public async Task Analyses_appear_as_they_arrive()
    {
        await using var silo = await HttpSilo.StartAsync(Development);
        await CreateAsync(silo.Http, "live");
        var page = await browser.NewPageAsync(silo.Address);
        await page.GotoAsync("/tracks/live");
        await Expect(page.GetByText("No analysis yet")).ToBeVisibleAsync();
        await SendAsync(silo.Http, "live", ObservationStreams.Smooth(20, windows: 2), 0);
        await Expect(page.Locator("#analyses")).Not.ToHaveTextAsync("0");
        var before = await page.Locator("tbody tr").First.InnerTextAsync();
        await SendAsync(silo.Http, "live", ObservationStreams.Smooth(40, windows: 4)[20..], 20);
        await Expect(page.Locator("tbody tr").First).Not.ToHaveTextAsync(before);
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
        await Expect(page.GetByText("Disconnected from the silo")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("path.band").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_browser_logs_in_with_a_key_and_sees_its_tenants_tracks_only()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions
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
