using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The Endpoints and the EndpointSlice of each Service with a selector.</summary>
internal sealed class EndpointsController(ClusterServices services) : Controller(services, "endpoint-controller")
{
    private const string ChangeTime = "endpoints.kubernetes.io/last-change-trigger-time";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string ManagerLabel = "endpointslice.kubernetes.io/managed-by";
    private const string Manager = "endpointslice-controller.k8s.io";
    private readonly ServiceIndex _services = new();

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Services, ResourceKeys.Pods];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource == ResourceKeys.Services)
        {
            _services.Apply(change);
            Queue.Add(change.Object.Key);
            return;
        }

        foreach (var service in _services.Selecting(change.Object)
            .Concat(change.Previous is { } previous ? _services.Selecting(previous) : []).Distinct().ToList())
        {
            Queue.Add(service);
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        var service = Store.Find(ResourceKeys.Services, key.Namespace, key.Name);
        if (service is null || service.IsDeleting)
        {
            await RemoveAsync(key, service, cancellation);
            return;
        }

        if (service.Json.At("spec", "selector") is not JsonObject { Count: > 0 } selector
            || service.Json.Text("spec", "type") == "ExternalName")
        {
            return;
        }

        var pods = Store.PodsWith(key.Namespace, selector.ToDictionary(label => label.Key, label => label.Value.Text() ?? ""))
            .Where(pod => PodTemplate.IsActive(pod) && pod.Json.Text("status", "podIP") is { Length: > 0 })
            .OrderBy(pod => pod.Name, StringComparer.Ordinal).ToList();
        var content = new ServiceEndpoints(service, pods);
        try
        {
            await WriteAsync(ResourceKeys.Endpoints, service, Store.Find(ResourceKeys.Endpoints, key.Namespace, key.Name),
                content.Endpoints(), ["subsets"], cancellation);
            var slice = Slices(service).FirstOrDefault();
            await WriteAsync(ResourceKeys.EndpointSlices, service, slice, content.Slice(Services.Types.Get(ResourceKeys.Services)),
                ["endpoints", "ports"], cancellation);
        }
        catch (ApiException failure) when (failure.Code is StatusCodes.Status403Forbidden
            && Store.Find(ResourceKeys.Namespaces, "", key.Namespace) is not { IsDeleting: false })
        {
            // They go with their namespace.
        }
    }

    private async Task WriteAsync(ResourceKey resource, StoredObject service, StoredObject? existing, JsonObject wanted, string[] fields,
        CancellationToken cancellation)
    {
        if (existing is null)
        {
            if (resource == ResourceKeys.Endpoints)
            {
                wanted.Object("metadata").Object("annotations")[ChangeTime] = service.Json.Text("metadata", "creationTimestamp");
            }

            await Writes.CreateAsync(resource, service.Namespace, wanted, cancellation);
            return;
        }

        if (fields.All(field => JsonNode.DeepEquals(ServiceEndpoints.WithoutVersions(existing.Json[field]),
            ServiceEndpoints.WithoutVersions(wanted[field])))
            && JsonNode.DeepEquals(existing.Json.At("metadata", "labels"), wanted.At("metadata", "labels")))
        {
            return;
        }

        await Writes.ChangeAsync(existing, "", value =>
        {
            foreach (var field in fields)
            {
                value.Remove(field);
                if (wanted[field] is { } content)
                {
                    value[field] = content.DeepClone();
                }
            }

            value.Object("metadata").Remove("labels");
            if (wanted.At("metadata", "labels") is { } labels)
            {
                value.Object("metadata")["labels"] = labels.DeepClone();
            }

            if (resource == ResourceKeys.Endpoints)
            {
                value.Object("metadata").Object("annotations")[ChangeTime] = Now();
            }

            return value;
        }, cancellation);
    }

    // Slices have the Service as their owner and are collected; Endpoints have none.
    private async Task RemoveAsync(ObjectKey key, StoredObject? service, CancellationToken cancellation)
    {
        if (service is null && Store.Find(ResourceKeys.Endpoints, key.Namespace, key.Name) is { } endpoints)
        {
            await Writes.DeleteAsync(endpoints, new DeleteOptions(), cancellation);
        }
    }

    private IEnumerable<StoredObject> Slices(StoredObject service) =>
        Store.OwnedBy(service.Uid).Where(item => item.Resource == ResourceKeys.EndpointSlices
            && item.Labels.GetValueOrDefault(ServiceLabel) == service.Name && item.Labels.GetValueOrDefault(ManagerLabel) == Manager);
}
