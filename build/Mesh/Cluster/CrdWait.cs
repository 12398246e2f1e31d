using System.Text.Json.Nodes;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Cluster;

/// <summary>Waits until types that were just defined can be used.</summary>
public sealed class CrdWait(ICluster cluster, IReporter reporter)
{
    /// <summary>Waits until each CustomResourceDefinition is Established.</summary>
    public async Task EstablishedAsync(IReadOnlyCollection<string> names, Deadline deadline)
    {
        var missing = names.ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0)
        {
            return;
        }

        try
        {
            await foreach (var change in cluster.WatchAsync(ResourceTypes.CustomResourceDefinitions, null, null, deadline.Token))
            {
                if (change.Deleted || !missing.Contains(change.Object.Name))
                {
                    continue;
                }

                if (!IsEstablished(change.Object))
                {
                    reporter.Waiting(missing.ToDictionary(name => name, _ => "is not established yet"));
                    continue;
                }

                missing.Remove(change.Object.Name);
                if (missing.Count == 0)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            throw new MeshException($"not established: {string.Join(", ", missing)}", "See `kubectl describe crd NAME`: its conditions say what is wrong.");
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }
    }

    private static bool IsEstablished(KubeObject definition) =>
        (definition.At("status", "conditions") as JsonArray ?? [])
            .Any(condition => (string?)condition?["type"] == "Established" && (string?)condition?["status"] == "True");
}
