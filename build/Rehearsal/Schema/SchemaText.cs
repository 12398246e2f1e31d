using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Schema;

/// <summary>Reads schemas.txt, whose format its recorder describes.</summary>
internal sealed class SchemaText
{
    private readonly Dictionary<string, SchemaNode> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<GroupVersionKind, string> _kinds = [];
    private readonly Dictionary<string, IReadOnlyList<GroupVersionKind>> _kindsOf = new(StringComparer.Ordinal);

    public SchemaText(IEnumerable<string> lines)
    {
        string? header = null;
        var fields = new List<string>();
        foreach (var line in lines.Where(line => !line.StartsWith('#')))
        {
            if (line.StartsWith(' '))
            {
                fields.Add(line);
                continue;
            }

            Define(header, fields);
            (header, fields) = (line, []);
        }

        Define(header, fields);
    }

    /// <summary>By name, "io.k8s." left out, in the order of the names.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Definitions => _definitions;

    public IReadOnlyList<GroupVersionKind> KindsOf(string definition) => _kindsOf.GetValueOrDefault(definition) ?? [];

    public SchemaNode? Find(GroupVersionKind kind) => _kinds.TryGetValue(kind, out var name) ? _definitions[name] : null;

    public string? NameOf(GroupVersionKind kind) => _kinds.GetValueOrDefault(kind);

    private void Define(string? header, List<string> fields)
    {
        if (header is null)
        {
            return;
        }

        var (head, kinds) = header.Split(" : ") is [var left, var right] ? (left, right.Split(' ')) : (header, []);
        var (titled, type) = head.Split(" = ") is [var key, var value] ? (key, value) : (head, "object");
        var (name, mapType) = titled.Split(" map=") is [var plain, var mark] ? (plain, mark) : (titled, null);
        var properties = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        var required = new List<string>();
        foreach (var field in fields)
        {
            var parts = field.TrimStart().Split(' ');
            properties[parts[0]] = Node(parts[1], parts[2..]);
            if (parts[2..].Contains("required"))
            {
                required.Add(parts[0]);
            }
        }

        _definitions[name] = type != "object" ? Node(type, []) : new SchemaNode
        {
            Type = "object",
            Properties = properties,
            Required = required,
            PreserveUnknownFields = fields.Count == 0,
            MapType = mapType,
        };
        _kindsOf[name] = [.. kinds.Select(GroupVersionKind.Parse)];
        foreach (var kind in _kindsOf[name])
        {
            _kinds.TryAdd(kind, name);
        }
    }

    private SchemaNode Node(string type, IReadOnlyList<string> marks)
    {
        string? Mark(string name) => marks.FirstOrDefault(mark => mark.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

        var reference = type.StartsWith('*') ? type[1..] : null;
        var parts = type.Split(':');
        return reference is not null
            ? new SchemaNode(reference, name => _definitions[name])
            {
                ListType = Mark("list"),
                MapType = Mark("map"),
                PatchStrategy = Mark("strategy"),
                PatchMergeKey = Mark("merge"),
            }
            : new SchemaNode
            {
                Type = type.StartsWith("[]", StringComparison.Ordinal) ? "array" : type.StartsWith("{}", StringComparison.Ordinal) ? "object" : parts[0] == "any" ? "" : parts[0],
                Format = parts.Length == 2 && parts[0].All(char.IsAsciiLetter) ? parts[1] : null,
                IntOrString = type == "string:int-or-string",
                PreserveUnknownFields = type is "object" or "any",
                Items = type.StartsWith("[]", StringComparison.Ordinal) ? Node(type[2..], []) : null,
                AdditionalProperties = type.StartsWith("{}", StringComparison.Ordinal) ? Node(type[2..], []) : null,
                ListType = Mark("list"),
                ListMapKeys = Mark("keys")?.Split(',') ?? [],
                MapType = Mark("map"),
                PatchStrategy = Mark("strategy"),
                PatchMergeKey = Mark("merge"),
                Default = Mark("default") is { } text ? JsonNode.Parse(text) : null,
            };
    }
}
