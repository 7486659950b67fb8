using System.Net;

namespace NeuralDA.Tests.Silo.Api;

/// <summary>What a refusal over HTTP looks like.</summary>
internal static class ProblemAssertions
{
    /// <summary>Problem details of a status, with one line that says the words and no stack trace.</summary>
    public static async Task AssertProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string words = "")
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"expected {status}, found {response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.ReadAsync();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        if (words.Length > 0) Assert.Contains(words, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
