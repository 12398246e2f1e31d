using System.Globalization;

namespace MeshBuild.Rehearsal.Schema;

/// <summary>The types of Kubernetes 1.20.2, from the two recorded files.</summary>
public sealed class BuiltInTypes
{
    // Types that two groups serve from one store.
    private static readonly Dictionary<ResourceKey, ResourceKey> Shared = new()
    {
        [new("events.k8s.io", "events")] = new("", "events"),
        [new("extensions", "ingresses")] = new("networking.k8s.io", "ingresses"),
    };

    private readonly SchemaText _schemas = new(Lines("schemas.txt"));
    private readonly Lazy<Dictionary<string, Dictionary<int, (string Name, string? Inline)>>> _numbers = new(Numbers);

    public BuiltInTypes()
    {
        var lines = Lines("resources.txt").Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')).ToList();
        Groups = [.. lines.Where(line => line[0] == "group").Select(line => new ApiGroup(Group(line[1]), line[2]))];
        var preferred = Groups.ToDictionary(group => group.Name, group => group.PreferredVersion);
        Definitions = [.. lines.Where(line => line[0] != "group" && !line[1].Contains('/')).Select(line => Definition(line, lines, preferred))];
    }

    /// <summary>In the server's order; the core group is first.</summary>
    public IReadOnlyList<ApiGroup> Groups { get; }

    /// <summary>In the server's order: by group, then version.</summary>
    public IReadOnlyList<ResourceDefinition> Definitions { get; }

    /// <summary>The definitions of the OpenAPI document by name, "io.k8s." left out.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Schemas => _schemas.Definitions;

    public IReadOnlyList<GroupVersionKind> KindsOf(string schema) => _schemas.KindsOf(schema);

    /// <summary>The definition's name, "io.k8s." left out; null where OpenAPI has none.</summary>
    public string? SchemaName(GroupVersionKind kind) => _schemas.NameOf(kind);

    /// <summary>The definition's name, "io.k8s." left out, of an object's apiVersion and kind; null where there is none.</summary>
    public string? Find(string apiVersion, string kind) =>
        _schemas.NameOf(apiVersion.Split('/') is [var group, var version] ? new GroupVersionKind(group, version, kind) : new GroupVersionKind("", apiVersion, kind));

    /// <summary>A field of a definition by its protobuf number, with the message whose content stands in its parent in JSON; null for an unknown one.</summary>
    public (string Name, string? Inline)? Field(string definition, int number) =>
        _numbers.Value.TryGetValue(definition, out var fields) && fields.TryGetValue(number, out var field) ? field : null;

    private static Dictionary<string, Dictionary<int, (string Name, string? Inline)>> Numbers() => Lines("numbers.txt").Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1..].Select(part => part.Split('=', '>'))
            .ToDictionary(part => int.Parse(part[1], CultureInfo.InvariantCulture), part => (part[0], part.ElementAtOrDefault(2))), StringComparer.Ordinal);

    private ResourceDefinition Definition(string[] line, List<string[]> lines, Dictionary<string, string> preferred)
    {
        var (group, version) = line[0].Split('/') is [var left, var right] ? (Group(left), right) : throw new FormatException(line[0]);
        var key = new ResourceKey(group, line[1]);
        return new ResourceDefinition(group, version, line[1], line[2], line[3] == "namespaced")
        {
            Verbs = line[4].Split(',', StringSplitOptions.RemoveEmptyEntries),
            Singular = Mark(line, "singular") ?? "",
            ShortNames = Mark(line, "short")?.Split(',') ?? [],
            Categories = Mark(line, "categories")?.Split(',') ?? [],
            StorageVersionHash = Mark(line, "hash") ?? "",
            StorageVersion = preferred[group],
            Key = Shared.GetValueOrDefault(key, key),
            Schema = _schemas.Find(new GroupVersionKind(group, version, line[2])),
            Subresources = lines.Where(other => other[0] == line[0] && other[1].StartsWith(line[1] + "/", StringComparison.Ordinal))
                .Select(other => new Subresource(other[1][(line[1].Length + 1)..], other[2], other[4].Split(','),
                    Mark(other, "gvk") is { } gvk ? GroupVersionKind.Parse(gvk) : null))
                .ToDictionary(subresource => subresource.Name),
        };
    }

    private static string Group(string name) => name == "core" ? "" : name;

    private static string? Mark(string[] line, string name) =>
        line.FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static List<string> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(BuiltInTypes).Assembly.GetManifestResourceStream(resource)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
