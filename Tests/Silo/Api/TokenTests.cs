using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Api;

public sealed class TokenTests : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "neuralda";
    private readonly TemporaryFolder _folder = new();
    private readonly RSA _key = RSA.Create(2048);
    private HttpSilo _silo = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_folder.File("key.pem"), PublicKey);
        _silo = await HttpSilo.StartAsync(new HttpOptions(), access: new AccessOptions
        {
            Jwt = new JwtOptions { Issuer = Issuer, Audience = Audience, PublicKeyFile = _folder.File("key.pem") },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_gives_its_tenant_its_rights()
    {
        var token = Token();
        using var create = await SendAsync(HttpMethod.Put, "v1/tracks/t", token, Bodies.Json("""{"prior_name":"lorenz63"}"""));
        Assert.Equal(HttpStatusCode.OK, create.StatusCode);
        using var manage = await SendAsync(HttpMethod.Post, "v1/priors/lorenz63/rollback", token);
        await manage.AssertProblemAsync(HttpStatusCode.Forbidden);
        using var other = await SendAsync(HttpMethod.Get, "v1/tracks/t", Token(tenant: "umbrella"));
        await other.AssertProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Tokens_that_are_not_the_issuers_or_not_for_us_are_refused()
    {
        using var stranger = RSA.Create(2048);
        string[] tokens =
        [
            Token(issuer: "https://evil.example"),
            Token(audience: "others"),
            Token(expires: TimeSpan.FromMinutes(-10)),
            Token(tenant: null),
            Token(tenant: "acme/x"),
            Token(key: new SigningCredentials(new RsaSecurityKey(stranger), SecurityAlgorithms.RsaSha256)),
            // The public key, which everybody has, taken for a shared secret.
            Token(key: new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(PublicKey)), SecurityAlgorithms.HmacSha256)),
            Token()[..^4] + "AAAA",
            "a.b.c",
        ];
        foreach (var token in tokens)
        {
            using var response = await SendAsync(HttpMethod.Get, "v1/tracks", token);
            await response.AssertProblemAsync(HttpStatusCode.Unauthorized);
        }
    }

    private string Token(
        string? tenant = "acme", string issuer = Issuer, string audience = Audience, TimeSpan? expires = null,
        SigningCredentials? key = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var end = now + (expires ?? TimeSpan.FromMinutes(10));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = end - TimeSpan.FromHours(1),
            IssuedAt = end - TimeSpan.FromHours(1),
            Expires = end,
            Claims = tenant is null
                ? new Dictionary<string, object> { ["rights"] = "read" }
                : new Dictionary<string, object> { ["tenant"] = tenant, ["rights"] = "read write" },
            SigningCredentials = key ?? new SigningCredentials(new RsaSecurityKey(_key), SecurityAlgorithms.RsaSha256),
        });
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _silo.Http.SendAsync(request, Cancel);
    }
}
