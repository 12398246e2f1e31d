using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>What 1.20 puts into every namespace: the account <c>default</c> and the cluster's root certificate.</summary>
internal sealed class NamespaceContentsController(ClusterServices services) : Controller(services, "service-account-controller")
{
    private const string RootCertificate = "kube-root-ca.crt";

    protected override IReadOnlyList<ResourceKey> Watched =>
        [ResourceKeys.Namespaces, ResourceKeys.ServiceAccounts, ResourceKeys.ConfigMaps];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource == ResourceKeys.Namespaces)
        {
            Queue.Add(change.Object.Key);
        }
        else if (change.Object.Name is "default" or RootCertificate)
        {
            Queue.Add(new ObjectKey("", change.Object.Namespace));
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.Namespaces, "", key.Name) is not { IsDeleting: false })
        {
            return;
        }

        await EnsureAsync(ResourceKeys.ServiceAccounts, key.Name, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } },
            cancellation);
        var data = new JsonObject { ["ca.crt"] = Services.AuthorityPem };
        if (Store.Find(ResourceKeys.ConfigMaps, key.Name, RootCertificate) is not { } found)
        {
            await EnsureAsync(ResourceKeys.ConfigMaps, key.Name,
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = RootCertificate }, ["data"] = data }, cancellation);
        }
        else if (!JsonNode.DeepEquals(found.Json["data"], data))
        {
            await Writes.ChangeAsync(found, "", value =>
            {
                value["data"] = data.DeepClone();
                return value;
            }, cancellation);
        }
    }

    private async Task EnsureAsync(ResourceKey resource, string @namespace, JsonObject body, CancellationToken cancellation)
    {
        if (Store.Find(resource, @namespace, body.Text("metadata", "name")!) is not null)
        {
            return;
        }

        try
        {
            await Writes.CreateAsync(resource, @namespace, body, cancellation);
        }
        catch (ApiException failure) when (failure.Code is StatusCodes.Status409Conflict
            || Store.Find(ResourceKeys.Namespaces, "", @namespace) is not { IsDeleting: false })
        {
            // Somebody else made it, or nobody needs it any more.
        }
    }
}
