using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>The Scale object of types that have replicas.</summary>
public static class ScaleSubresource
{
    /// <summary>The Scale object of an object.</summary>
    public static JsonObject Read(JsonObject value, ResourceDefinition resource)
    {
        var custom = resource.Custom;
        var metadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (value.At("metadata", name) is { } part)
            {
                metadata[name] = part.DeepClone();
            }
        }

        var status = new JsonObject { ["replicas"] = value.At(Path(custom?.StatusReplicasPath ?? ".status.replicas")).Integer() ?? 0 };
        if (Selector(value, resource) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        var spec = new JsonObject();
        if (value.At(Path(custom?.SpecReplicasPath ?? ".spec.replicas")).Integer() is { } replicas and not 0)
        {
            spec["replicas"] = replicas;
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = resource.Subresources["scale"].Gvk?.ApiVersion ?? "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = status,
        };
    }

    /// <summary>Sets the replicas that a Scale object asks for, in place.</summary>
    /// <exception cref="ApiException">They are negative.</exception>
    public static void Write(JsonObject value, JsonObject scale, ResourceDefinition resource)
    {
        var replicas = scale.Integer("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            throw new ApiException(422, "Invalid",
                $"Scale.autoscaling \"{value.Text("metadata", "name")}\" is invalid: spec.replicas: Invalid value: {replicas}: must be greater than or equal to 0");
        }

        var path = Path(resource.Custom?.SpecReplicasPath ?? ".spec.replicas");
        var parent = value;
        foreach (var name in path[..^1])
        {
            parent = parent.Object(name);
        }

        parent[path[^1]] = replicas;
        if (scale.Text("metadata", "resourceVersion") is { } version)
        {
            value.Object("metadata")["resourceVersion"] = version;
        }
    }

    private static string Selector(JsonObject value, ResourceDefinition resource)
    {
        if (resource.Custom is { } custom)
        {
            return custom.LabelSelectorPath is { } path ? value.At(Path(path)).Text() ?? "" : "";
        }

        var selector = value.At("spec", "selector", "matchLabels") ?? value.At("spec", "selector");
        return string.Join(",", (selector as JsonObject ?? []).Where(label => label.Value is JsonValue)
            .OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
    }

    private static string[] Path(string path) => path.TrimStart('.').Split('.');
}
