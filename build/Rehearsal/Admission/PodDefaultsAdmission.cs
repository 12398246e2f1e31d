using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>What the plugins Priority and DefaultTolerationSeconds add to new pods.</summary>
internal sealed class PodDefaultsAdmission(ObjectStore store) : IAdmission
{
    private const int TolerationSeconds = 300;

    public ValueTask MutateAsync(WriteContext context, CancellationToken cancellation)
    {
        if (context.Operation == Operation.Create && context.Is("", "pods") && context.Request.Subresource.Length == 0)
        {
            var spec = context.New.Object("spec");
            SetPriority(context, spec);
            foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
            {
                Tolerate(spec, key);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(WriteContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    private void SetPriority(WriteContext context, JsonObject spec)
    {
        var chosen = spec.Text("priorityClassName") is { Length: > 0 } name
            ? store.Find(ResourceKeys.PriorityClasses, "", name)
                ?? throw Failures.Forbidden(context.Resource, context.Name, $"no PriorityClass with name {name} was found")
            : store.List(ResourceKeys.PriorityClasses).Items.FirstOrDefault(item => item.Json.IsTrue("globalDefault"));
        if (chosen is not null)
        {
            spec["priorityClassName"] = chosen.Name;
        }

        spec["priority"] = chosen?.Json.Integer("value") ?? 0;
        spec["preemptionPolicy"] ??= chosen?.Json.Text("preemptionPolicy") ?? "PreemptLowerPriority";
    }

    private static void Tolerate(JsonObject spec, string key)
    {
        if (spec.Each("tolerations").Any(toleration => (toleration.Text("key") is null or "" || toleration.Text("key") == key)
            && toleration.Text("effect") is null or "" or "NoExecute"))
        {
            return;
        }

        if (spec["tolerations"] is not JsonArray tolerations)
        {
            spec["tolerations"] = tolerations = [];
        }

        tolerations.Add(new JsonObject
        {
            ["key"] = key,
            ["operator"] = "Exists",
            ["effect"] = "NoExecute",
            ["tolerationSeconds"] = TolerationSeconds,
        });
    }
}
