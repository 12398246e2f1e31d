using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>
/// One revision of an object, never changed. It is kept as UTF-8, and its nodes are read anew when they are not in use: ten
/// thousand objects cost what their text costs.
/// </summary>
public sealed class StoredObject
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();
    private readonly WeakReference<JsonObject> _json;

    internal StoredObject(ResourceKey resource, JsonObject json, long resourceVersion)
    {
        Resource = resource;
        ResourceVersion = resourceVersion;
        Utf8 = JsonText.Utf8(json);
        _json = new WeakReference<JsonObject>(json);
        var metadata = json["metadata"]!.AsObject();
        Key = new ObjectKey(metadata.Text("namespace") ?? "", metadata.Text("name") ?? "");
        Uid = metadata.Text("uid") ?? "";
        IsDeleting = metadata["deletionTimestamp"] is not null;
        Labels = metadata["labels"] is JsonObject { Count: > 0 } labels
            ? labels.ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal)
            : None;
        OwnerUids = metadata["ownerReferences"] is JsonArray { Count: > 0 } owners ? [.. owners.Select(owner => owner.Text("uid") ?? "")] : [];
    }

    public ResourceKey Resource { get; }
    public ObjectKey Key { get; }
    public string Namespace => Key.Namespace;
    public string Name => Key.Name;
    public string Uid { get; }
    public long ResourceVersion { get; }
    public IReadOnlyDictionary<string, string> Labels { get; }
    public IReadOnlyList<string> OwnerUids { get; }

    /// <summary>Whether a deletionTimestamp is set.</summary>
    public bool IsDeleting { get; }

    /// <summary>The object in its storage version, as compact JSON.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The object in its storage version, to read only: others read the same nodes. <see cref="Copy"/> is there to change.</summary>
    public JsonObject Json
    {
        get
        {
            if (!_json.TryGetTarget(out var json))
            {
                json = JsonText.Parse(Utf8.Span);
                _json.SetTarget(json);
            }

            return json;
        }
    }

    /// <summary>The same state under a later version, as a watch shows what it loses sight of.</summary>
    public StoredObject At(long resourceVersion)
    {
        var json = Copy();
        json["metadata"]!["resourceVersion"] = resourceVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new StoredObject(Resource, json, resourceVersion);
    }

    /// <summary>A copy of one's own.</summary>
    public JsonObject Copy() => JsonText.Parse(Utf8.Span);
}
