using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace NeuralDA.Silo.Api.Observations;

/// <summary>The body of a request, unpacked and bounded.</summary>
internal static class RequestBody
{
    /// <summary>Reads it whole.</summary>
    /// <exception cref="BadHttpRequestException">It is too long, or packed in a way that is not understood.</exception>
    public static async Task<MemoryStream> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // What unpacks the body takes this header away.
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding])
            throw new BadHttpRequestException(
                $"The content encoding is '{encoding}'; expected gzip, br, deflate or none.", StatusCodes.Status415UnsupportedMediaType);
        var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new BadHttpRequestException("The body did not arrive in time.", StatusCodes.Status408RequestTimeout);
        }
        catch (InvalidDataException)
        {
            throw new BadHttpRequestException("The body is not what its content encoding says.");
        }
        body.Position = 0;
        return body;
    }
}

/// <summary>Most bytes of a body, for routes that differ from the others.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
