using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>What controllers write. They write only to the object that they looked at, not to a later one of its name.</summary>
internal sealed class ControllerWrites(ClusterServices services, string name)
{
    /// <exception cref="ApiException">The server refuses.</exception>
    public async Task<JsonObject> CreateAsync(ResourceKey resource, string @namespace, JsonObject body, CancellationToken cancellation) =>
        (await services.Resources.CreateAsync(Request(resource, @namespace, ""), body, cancellation)).Object;

    /// <summary>Changes an object, unless it is gone; the function gets a copy, and null leaves all as it is.</summary>
    /// <exception cref="ApiException">The server refuses.</exception>
    public async Task ChangeAsync(StoredObject item, string subresource, Func<JsonObject, JsonObject?> change,
        CancellationToken cancellation)
    {
        try
        {
            await services.Resources.ChangeAsync(Request(item.Resource, item.Namespace, item.Name) with { Subresource = subresource },
                value => value.Text("metadata", "uid") == item.Uid ? change(value) : null, cancellation);
        }
        catch (ApiException failure) when (failure.Code == StatusCodes.Status404NotFound)
        {
            // It is gone, and with it the reason for the change.
        }
    }

    /// <summary>Sets the status, when it differs.</summary>
    /// <exception cref="ApiException">The server refuses.</exception>
    public Task SetStatusAsync(StoredObject item, JsonObject status, CancellationToken cancellation) =>
        JsonNode.DeepEquals(item.Json["status"], status)
            ? Task.CompletedTask
            : ChangeAsync(item, "status", value =>
            {
                value["status"] = status.DeepClone();
                return value;
            }, cancellation);

    /// <summary>Deletes an object, unless it is gone or no longer at the version that the options name.</summary>
    /// <exception cref="ApiException">The server refuses.</exception>
    public async Task DeleteAsync(StoredObject item, DeleteOptions options, CancellationToken cancellation)
    {
        try
        {
            await services.Deleter.DeleteAsync(Request(item.Resource, item.Namespace, item.Name), options with { Uid = item.Uid },
                cancellation);
        }
        catch (ApiException failure) when (failure.Code is StatusCodes.Status404NotFound or StatusCodes.Status409Conflict)
        {
            // It is gone; a later one of its name, or of its version, stays.
        }
    }

    private ResourceRequest Request(ResourceKey resource, string @namespace, string objectName) =>
        ResourceRequest.Of(services.Types.Get(resource), @namespace, objectName, name);
}
