using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NeuralDA.Silo.Api;

namespace NeuralDA.Tests.Silo.Api;

public sealed class RefusalLogTests
{
    private readonly Lines _lines = new();
    private readonly Clock _clock = new();

    [Fact]
    public async Task Who_is_refused_is_logged_with_what_was_asked_for()
    {
        await AskAsync(StatusCodes.Status401Unauthorized, "/v1/tracks/a\r\nforged line");
        Assert.Equal(["GET /v1/tracks/a%0D%0Aforged%20line refused with 401: nobody known at 192.0.2.1"], _lines);
        await AskAsync(StatusCodes.Status200OK, "/v1/tracks");
        await AskAsync(StatusCodes.Status404NotFound, "/v1/tracks/x");
        Assert.Single(_lines);
    }

    [Fact]
    public async Task A_flood_leaves_few_lines_and_its_size()
    {
        for (var i = 0; i < 1000; i++) await AskAsync(StatusCodes.Status429TooManyRequests, "/" + new string('a', 5000));
        Assert.Equal(10, _lines.Count);
        Assert.All(_lines, line => Assert.InRange(line.Length, 1, 300));
        _clock.Now += TimeSpan.FromSeconds(1);
        await AskAsync(StatusCodes.Status403Forbidden, "/");
        Assert.Equal("990 more requests were refused", _lines[10]);
        Assert.Equal(12, _lines.Count);
    }

    private RefusalLog? _log;

    private async Task AskAsync(int status, string path)
    {
        _log ??= new RefusalLog(
            context =>
            {
                context.Response.StatusCode = context.Items["status"] is int wanted ? wanted : 500;
                return Task.CompletedTask;
            },
            _clock, _lines);
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = path }, Items = { ["status"] = status } };
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        await _log.InvokeAsync(context);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Lines : List<string>, ILogger<RefusalLog>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
