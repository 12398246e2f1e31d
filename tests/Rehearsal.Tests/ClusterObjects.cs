using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests;

/// <summary>Writes objects into a cluster, and waits by watch for what becomes of them.</summary>
internal static class ClusterObjects
{
    // Never reached by a test that passes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates an object from its JSON or YAML-like text in the namespace default, or in its own.</summary>
    public static async Task<JsonObject> CreateAsync(this RehearsalCluster cluster, ResourceKey resource, JsonObject body)
    {
        var type = cluster.Services.Types.Get(resource);
        var @namespace = type.Namespaced ? body.Text("metadata", "namespace") ?? "default" : "";
        return (await cluster.Services.Resources.CreateAsync(new ResourceRequest(type, @namespace, ""), body,
            CancellationToken.None)).Object;
    }

    public static Task ChangeAsync(this RehearsalCluster cluster, ResourceKey resource, string name, Action<JsonObject> change,
        string @namespace = "default") =>
        cluster.Services.Resources.ChangeAsync(new ResourceRequest(cluster.Services.Types.Get(resource), @namespace, name), value =>
        {
            change(value);
            return value;
        }, CancellationToken.None);

    public static Task DeleteAsync(this RehearsalCluster cluster, ResourceKey resource, string name, string policy = "Background",
        string @namespace = "default") =>
        cluster.Services.Deleter.DeleteAsync(new ResourceRequest(cluster.Services.Types.Get(resource), @namespace, name),
            new DeleteOptions { PropagationPolicy = policy }, CancellationToken.None);

    /// <summary>The first state of an object of the type that fits, now or later.</summary>
    public static async Task<JsonObject> UntilAsync(this RehearsalCluster cluster, ResourceKey resource, Func<JsonObject, bool> fits)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var watch = cluster.Services.Store.ListAndWatch(resource);
        try
        {
            await foreach (var change in watch.ReadAllAsync(timeout.Token))
            {
                if (change.Type != StoreEventType.Deleted && fits(change.Object.Json))
                {
                    return change.Object.Copy();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below, with what there is.
        }

        throw new AssertionException($"nothing fits: {string.Join("\n", cluster.Services.Store.List(resource).Items.Select(item => item.Json.ToJsonString()))}");
    }

    /// <summary>The object of that name once it fits.</summary>
    public static Task<JsonObject> UntilAsync(this RehearsalCluster cluster, ResourceKey resource, string name, Func<JsonObject,
        bool> fits) =>
        cluster.UntilAsync(resource, value => value.Text("metadata", "name") == name && fits(value));

    /// <summary>Waits until the objects of a type fit together, after a change of one of them at the latest.</summary>
    public static async Task<IReadOnlyList<StoredObject>> UntilAllAsync(this RehearsalCluster cluster, ResourceKey resource,
        Func<IReadOnlyList<StoredObject>, bool> fits)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var watch = cluster.Services.Store.ListAndWatch(resource);
        while (true)
        {
            var all = cluster.Services.Store.List(resource).Items.ToList();
            if (fits(all))
            {
                return all;
            }

            try
            {
                await watch.Events.ReadAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new AssertionException($"they do not fit: {string.Join("\n", all.Select(item => item.Json.ToJsonString()))}");
            }
        }
    }

    /// <summary>A Deployment with the label app.</summary>
    public static JsonObject Deployment(string name, int replicas = 1, string image = "example.com/car:1", string @namespace = "default") => Objects.Parse($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}"},
         "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"}},
          "template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"{{{name}}}","image":"{{{image}}}","ports":[{"name":"http","containerPort":8080}]}]} } } }
        """);

    public static bool IsAvailable(JsonObject deployment) =>
        deployment.Integer("status", "observedGeneration") == deployment.Integer("metadata", "generation")
        && deployment.Integer("status", "availableReplicas") == deployment.Integer("spec", "replicas")
        && deployment.Integer("status", "updatedReplicas") == deployment.Integer("spec", "replicas")
        && deployment.Integer("status", "replicas") == deployment.Integer("spec", "replicas");
}
