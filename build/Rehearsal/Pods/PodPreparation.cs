using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>The quality of service of new pods, from what their containers ask for.</summary>
internal sealed class PodPreparation : IPreparation
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public void Prepare(WriteContext context)
    {
        if (context.Operation == Operation.Create && context.Is("", "pods") && context.Request.Subresource.Length == 0)
        {
            context.New.Object("status")["qosClass"] = Class(context.New["spec"]);
        }
    }

    private static string Class(JsonNode? spec)
    {
        var containers = spec.Each("initContainers").Concat(spec.Each("containers")).ToList();
        var asked = containers.SelectMany(
            container => Counted.SelectMany(
                name => new[] { container.At("resources", "limits", name), container.At("resources", "requests", name) }));
        if (asked.All(amount => amount is null))
        {
            return "BestEffort";
        }

        return containers.All(container => Counted.All(name => container.At("resources", "limits", name) is { } limit
            && (container.At("resources", "requests", name) is not { } request || JsonNode.DeepEquals(request, limit))))
            ? "Guaranteed"
            : "Burstable";
    }
}
