using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Crds;

/// <summary>What a CustomResourceDefinition (v1) serves.</summary>
public static class CrdReader
{
    private const int HashLength = 8;
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    /// <summary>One definition per served version.</summary>
    /// <exception cref="FormatException">It says no names, or one version twice.</exception>
    public static IReadOnlyList<ResourceDefinition> Read(JsonObject crd, BuiltInTypes types)
    {
        var versions = crd.Each("spec", "versions").OfType<JsonObject>().ToList();
        if (crd.Text("spec", "names", "plural") is null or "" || crd.Text("spec", "names", "kind") is null or "")
        {
            throw new FormatException("spec.names: plural and kind are required");
        }

        if (versions.GroupBy(version => version.Text("name")).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new FormatException($"spec.versions: \"{twice.Key}\" is there more than once");
        }

        var storage = versions.FirstOrDefault(version => version.IsTrue("storage")).Text("name") ?? "";
        return [.. versions.Where(version => version.IsTrue("served")).Select(version => Definition(crd, version, storage, types))];
    }

    private static ResourceDefinition Definition(JsonObject crd, JsonObject version, string storage, BuiltInTypes types)
    {
        var names = crd.At("spec", "names");
        var (group, kind) = (crd.Text("spec", "group") ?? "", names.Text("kind") ?? "");
        return new ResourceDefinition(group, version.Text("name") ?? "", names.Text("plural") ?? "", kind, crd.Text("spec", "scope") == "Namespaced")
        {
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            ListKind = names.Text("listKind") ?? kind + "List",
            Verbs = Verbs,
            ShortNames = Texts(names.Each("shortNames")),
            Categories = Texts(names.Each("categories")),
            StorageVersion = storage,
            StorageVersionHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{group}/{storage}/{kind}")).AsSpan(0, HashLength)),
            Subresources = Subresources(version, kind),
            Schema = CrdSchema.Read(version.At("schema", "openAPIV3Schema") as JsonObject, types),
            Custom = new CustomType(crd.Text("metadata", "name") ?? "", [.. version.Each("additionalPrinterColumns").Select(Column)],
                version.Text("subresources", "scale", "specReplicasPath"), version.Text("subresources", "scale", "statusReplicasPath"),
                version.Text("subresources", "scale", "labelSelectorPath"))
            {
                HasStatus = version.At("subresources", "status") is not null,
            },
        };
    }

    private static Dictionary<string, Subresource> Subresources(JsonObject version, string kind)
    {
        var subresources = new Dictionary<string, Subresource>();
        if (version.At("subresources", "status") is not null)
        {
            subresources["status"] = new Subresource("status", kind, SubresourceVerbs, null);
        }

        if (version.At("subresources", "scale") is not null)
        {
            subresources["scale"] = new Subresource("scale", "Scale", SubresourceVerbs, new GroupVersionKind("autoscaling", "v1", "Scale"));
        }

        return subresources;
    }

    private static PrinterColumn Column(JsonNode? column) => new(column.Text("name") ?? "", column.Text("type") ?? "string", column.Text("jsonPath") ?? "",
        column.Text("format") ?? "", column.Text("description") ?? "", (int)(column.Integer("priority") ?? 0));

    private static string[] Texts(IEnumerable<JsonNode?> values) => [.. values.Select(value => value.Text() ?? "")];
}
