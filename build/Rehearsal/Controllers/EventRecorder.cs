using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Writes Event objects; the same event again raises its count.</summary>
internal sealed class EventRecorder(ClusterServices services, string component, string host = "")
{
    public Task NormalAsync(StoredObject about, string reason, string message, CancellationToken cancellation, string fieldPath = "") =>
        RecordAsync(about, "Normal", reason, message, fieldPath, cancellation);

    public Task WarningAsync(StoredObject about, string reason, string message, CancellationToken cancellation, string fieldPath = "") =>
        RecordAsync(about, "Warning", reason, message, fieldPath, cancellation);

    private async Task RecordAsync(StoredObject about, string type, string reason, string message, string fieldPath,
        CancellationToken cancellation)
    {
        var @namespace = about.Namespace.Length > 0 ? about.Namespace : "default";
        var name = $"{about.Name}.{Digest($"{about.Uid}/{component}/{type}/{reason}/{fieldPath}/{message}")}";
        var request = ResourceRequest.Of(services.Types.Get(ResourceKeys.Events), @namespace, "", component);
        var now = JsonText.Timestamp(services.Options.Time.GetUtcNow());
        try
        {
            if (services.Store.Find(ResourceKeys.Events, @namespace, name) is null)
            {
                await services.Resources.CreateAsync(request, Event(about, name, @namespace, type, reason, message, fieldPath, now),
                    cancellation);
                return;
            }

            await services.Resources.ChangeAsync(request with { Name = name }, value =>
            {
                value["count"] = (value.Integer("count") ?? 0) + 1;
                value["lastTimestamp"] = now;
                return value;
            }, cancellation);
        }
        catch (ApiException failure) when (
            failure.Code is StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict)
        {
            // The namespace is on its way out, or another controller was faster: events are told once, or not at all.
        }
    }

    private JsonObject Event(StoredObject about, string name, string @namespace, string type, string reason, string message,
        string fieldPath, string now)
    {
        var definition = services.Types.Get(about.Resource);
        var involved = new JsonObject { ["kind"] = definition.Kind };
        if (about.Namespace.Length > 0)
        {
            involved["namespace"] = about.Namespace;
        }

        involved["name"] = about.Name;
        involved["uid"] = about.Uid;
        involved["apiVersion"] = definition.ApiVersion;
        involved["resourceVersion"] = about.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        if (fieldPath.Length > 0)
        {
            involved["fieldPath"] = fieldPath;
        }

        var source = new JsonObject { ["component"] = component };
        if (host.Length > 0)
        {
            source["host"] = host;
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["involvedObject"] = involved,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = source,
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
            ["type"] = type,
            ["eventTime"] = null,
            ["reportingComponent"] = "",
            ["reportingInstance"] = "",
        };
    }

    private static string Digest(string text) => StableHash.Of64(text).ToString("x16", CultureInfo.InvariantCulture);
}
