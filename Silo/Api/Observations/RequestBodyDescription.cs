using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace NeuralDA.Silo.Api.Observations;

/// <summary>
/// Describes bodies that a route reads itself. Declaring them as accepted would let routing refuse a content type before anyone
/// knows whether the caller may know of the route.
/// </summary>
internal static class RequestBodyDescription
{
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder route, IEnumerable<string> mediaTypes) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = mediaTypes.ToDictionary(
                    type => type, type => new OpenApiMediaType { Schema = type == "application/json" ? schema : null }),
            };
        });
}
