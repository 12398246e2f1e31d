using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Schema;

/// <summary>
/// A structural schema: of a built-in type, recorded from the server's OpenAPI, or of a custom one. A reference to another
/// definition reads through: <see cref="Type"/>, <see cref="Properties"/> and the like are the referred definition's, while
/// what is said where a field uses it (patch strategy, list type) is the field's.
/// </summary>
public sealed class SchemaNode
{
    private static readonly IReadOnlyDictionary<string, SchemaNode> None = new Dictionary<string, SchemaNode>();
    private readonly Lazy<SchemaNode>? _target;

    public SchemaNode()
    {
    }

    /// <summary>A reference; the target is looked up at first use, as definitions refer to each other in circles.</summary>
    public SchemaNode(string reference, Func<string, SchemaNode> definitions)
    {
        Reference = reference;
        _target = new Lazy<SchemaNode>(() => definitions(reference));
    }

    /// <summary>The definition's name without <c>io.k8s.</c>, where this is a reference.</summary>
    public string? Reference { get; }

    /// <summary>object, array, string, integer, number, boolean; empty where anything is allowed.</summary>
    public string Type { get => _target?.Value.Type ?? field; init; } = "";

    /// <summary>As OpenAPI has it: int32, int64, double, date-time, byte …; int-or-string is <see cref="IntOrString"/>.</summary>
    public string? Format { get => _target is null ? field : _target.Value.Format; init; }

    public IReadOnlyDictionary<string, SchemaNode> Properties { get => _target?.Value.Properties ?? field; init; } = None;

    /// <summary>Of an array.</summary>
    public SchemaNode? Items { get => _target is null ? field : _target.Value.Items; init; }

    /// <summary>The values of a map.</summary>
    public SchemaNode? AdditionalProperties { get => _target is null ? field : _target.Value.AdditionalProperties; init; }

    public IReadOnlyList<string> Required { get => _target?.Value.Required ?? field; init; } = [];
    public bool IntOrString { get => _target?.Value.IntOrString ?? field; init; }

    /// <summary>Fields beyond the properties are kept: a map of anything, RawExtension, x-kubernetes-preserve-unknown-fields.</summary>
    public bool PreserveUnknownFields { get => _target?.Value.PreserveUnknownFields ?? field; init; }

    /// <summary>x-kubernetes-embedded-resource: has apiVersion, kind and metadata of its own.</summary>
    public bool EmbeddedResource { get => _target?.Value.EmbeddedResource ?? field; init; }

    public bool Nullable { get => _target?.Value.Nullable ?? field; init; }
    public JsonNode? Default { get; init; }

    /// <summary>atomic, set or map; null where the schema does not say.</summary>
    public string? ListType { get; init; }

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>atomic or granular; null where the schema does not say.</summary>
    public string? MapType { get => field ?? _target?.Value.MapType; init; }

    /// <summary>For strategic merge: merge, replace, retainKeys, or two of them with a comma; null means replace.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary>For strategic merge: what tells the items of a list apart; null for a set of scalars.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>The value validations of a custom type (enum, pattern, minimum, maxLength, oneOf, not …) as the definition states them; null without any.</summary>
    public JsonObject? Constraints { get; init; }
}
