using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Manifests;

/// <summary>Puts other images into an object's pods.</summary>
public static class ImageRewriter
{
    /// <summary>A copy whose images are replaced where <paramref name="pinned"/> gives one for them.</summary>
    public static KubeObject Rewrite(KubeObject value, Func<string, string?> pinned)
    {
        if (PodTemplate.Of(value) is null)
        {
            return value;
        }

        var copy = new KubeObject((JsonObject)value.Json.DeepClone());
        foreach (var list in new[] { "initContainers", "containers" })
        {
            foreach (var container in (PodTemplate.Of(copy)?["spec"]?[list] as JsonArray ?? []).OfType<JsonObject>())
            {
                if ((string?)container["image"] is { } image && pinned(image) is { } replacement)
                {
                    container["image"] = replacement;
                }
            }
        }

        return copy;
    }
}
