using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Cluster;

/// <summary>Makes sure that a namespace can be worked in, or is gone.</summary>
public sealed class NamespaceGate(ICluster cluster, IReporter reporter)
{
    // Comes and goes while a namespace is emptied; worth a word only when it stays.
    private const string Retried = "NamespaceDeletionContentFailure";

    /// <summary>Creates the namespace unless it is there; one that is being deleted is waited for first.</summary>
    /// <returns>Whether it was created.</returns>
    public async Task<bool> EnsureAsync(string name, Func<Task> beforeCreation, Deadline deadline)
    {
        while (true)
        {
            var found = await cluster.FindAsync(ResourceTypes.Namespaces, null, name, deadline.Token);
            if (found is { IsTerminating: false })
            {
                return false;
            }

            if (found is not null)
            {
                reporter.Say($"namespace/{name} is still being deleted: waiting until it is gone");
                await WaitUntilGoneAsync(name, deadline);
            }

            await beforeCreation();
            try
            {
                await cluster.CreateAsync(ResourceTypes.Namespaces, new KubeObject(new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Namespace",
                    ["metadata"] = new JsonObject { ["name"] = name },
                }), deadline.Token);
                return true;
            }
            catch (ClusterException failure) when (failure.Status is HttpStatusCode.Conflict)
            {
                // Somebody else created it just now.
            }
        }
    }

    /// <summary>Waits until a namespace that is being deleted is gone.</summary>
    /// <exception cref="MeshException">It was not, until the deadline; names what holds it.</exception>
    public async Task WaitUntilGoneAsync(string name, Deadline deadline)
    {
        KubeObject? last = null;
        try
        {
            var query = new ObjectQuery(FieldSelector: $"metadata.name={name}");
            var list = await cluster.ListAsync(ResourceTypes.Namespaces, null, query, deadline.Token);
            if (list.Items.Count == 0)
            {
                return;
            }

            last = list.Items[0];
            Show(last);
            await foreach (var change in cluster.WatchAsync(ResourceTypes.Namespaces, null, query, list, deadline.Token))
            {
                if (change.Deleted)
                {
                    return;
                }

                last = change.Object;
                Show(last);
            }
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            var holding = last is null ? [] : Holding(last, _ => true).ToList();
            throw new MeshException($"namespace/{name} is still being deleted" + (holding.Count > 0 ? ":\n  " + string.Join("\n  ", holding) : "."),
                "Where a finalizer holds an object, mend or remove the controller that set it; then run the same command again.");
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }
    }

    private void Show(KubeObject @namespace)
    {
        var holding = string.Join("; ", Holding(@namespace, condition => condition != Retried));
        reporter.Waiting(new Dictionary<string, string>
        {
            [$"namespace/{@namespace.Name}"] = "is being deleted" + (holding.Length > 0 ? ": " + holding : ""),
        });
    }

    private static IEnumerable<string> Holding(KubeObject @namespace, Predicate<string> matters) =>
        (@namespace.At("status", "conditions") as JsonArray ?? [])
            .Where(condition => (string?)condition?["status"] == "True" && matters((string?)condition?["type"] ?? ""))
            .Select(condition => (string?)condition?["message"] ?? "")
            .Where(message => message.Length > 0 && !message.StartsWith("All ", StringComparison.Ordinal));
}
