using System.Globalization;
using MeshBuild.Lint.Reading;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Schema;

/// <summary>Holds an object against the fields of its type.</summary>
internal sealed class SchemaCheck(TypeDefinitions types, Manifest manifest, List<SchemaProblem> problems)
{
    private readonly List<(string? Key, int Index)> _path = [];

    /// <summary>Every difference of every object whose type is known.</summary>
    public static IReadOnlyList<SchemaProblem> Check(IReadOnlyList<Manifest> manifests)
    {
        var problems = new List<SchemaProblem>();
        foreach (var manifest in manifests)
        {
            if (TypeDefinitions.All.NameOf(manifest.ApiVersion, manifest.Kind) is { } name)
            {
                new SchemaCheck(TypeDefinitions.All, manifest, problems).CheckValue(manifest.Root, new Shape(ShapeKind.Object, Definition: name));
            }
        }

        return problems;
    }

    private void CheckValue(Node node, Shape shape)
    {
        if (node is ScalarNode { IsNull: true } || shape.Kind == ShapeKind.Any)
        {
            return;
        }

        var definition = shape.Definition is { } name ? types.Find(name) : null;
        if (definition?.Alias is { } alias)
        {
            CheckValue(node, alias);
        }
        else if (!Fits(node, shape.Kind))
        {
            Add(SchemaProblemKind.WrongShape, node, $"{Path} is {Describe(node)}, and {shape} is expected", Remedy(node, shape));
        }
        else
        {
            CheckContents(node, shape, definition);
        }
    }

    private void CheckContents(Node node, Shape shape, Definition? definition)
    {
        switch (node)
        {
            case SequenceNode sequence when shape.Element is { } element:
                for (var index = 0; index < sequence.Items.Length; index++)
                {
                    _path.Add((null, index));
                    CheckValue(sequence.Items[index], element);
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            case MappingNode mapping when shape.Element is { } element:
                foreach (var entry in mapping.Entries)
                {
                    Step(entry, element);
                }

                break;
            case MappingNode mapping when definition is { Fields.Count: > 0 }:
                CheckObject(mapping, definition);
                break;
        }
    }

    private void CheckObject(MappingNode mapping, Definition definition)
    {
        foreach (var entry in mapping.Entries)
        {
            if (FindField(definition, entry.Key.Value) is { } field)
            {
                Step(entry, field.Shape);
                CheckField(entry, field);
            }
            else
            {
                var name = Join(entry.Key.Value);
                var nearest = NearestMatch.Find(entry.Key.Value, definition.Fields.Keys);
                Add(SchemaProblemKind.UnknownField, entry.Key, $"{manifest.Kind} has no field {name}{(nearest is null ? "" : $"; did you mean {nearest}?")}",
                    nearest is null ? $"Take it out; known here: {Known(definition)}." : $"Write {nearest}, or take it out.");
            }
        }

        foreach (var field in definition.Required)
        {
            if (mapping[field.Name] is null)
            {
                Add(SchemaProblemKind.MissingField, Anchor(mapping), $"{manifest.Kind} needs {Join(field.Name)}", $"Add {field.Name}: {field.Shape}.");
            }
        }
    }

    private void CheckField(MappingEntry entry, Field field)
    {
        if (field.Since > 0)
        {
            problems.Add(new SchemaProblem(SchemaProblemKind.NewerField, manifest, entry.Key, Join(field.Name),
                $"{Join(field.Name)} came with Kubernetes 1.{field.Since}", $"Take it out, or say --kubernetes-version=1.{field.Since} when the cluster has it.", field.Since));
        }

        if (field.Values.Count == 0)
        {
            return;
        }

        foreach (var item in entry.Value is SequenceNode list ? list.Items : [entry.Value])
        {
            if (item is ScalarNode { IsNull: false } value && !field.Values.Contains(value.Value))
            {
                Add(SchemaProblemKind.UnknownValue, value, $"{Join(field.Name)} cannot be {value.Value}{NearestMatch.Suggestion(value.Value, field.Values)}",
                    $"Write one of {string.Join(", ", field.Values)}.");
            }
        }
    }

    // Istio reads its fields in both spellings: trafficPolicy and traffic_policy.
    private static Field? FindField(Definition definition, string name) =>
        definition.Fields.TryGetValue(name, out var field) || (name.Contains('_') && definition.Fields.TryGetValue(CamelCase(name), out field)) ? field : null;

    private static string CamelCase(string name) =>
        string.Concat(name.Split('_').Select((part, index) => index == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    private void Step(MappingEntry entry, Shape shape)
    {
        _path.Add((entry.Key.Value, 0));
        CheckValue(entry.Value, shape);
        _path.RemoveAt(_path.Count - 1);
    }

    private static bool Fits(Node node, ShapeKind kind) => kind switch
    {
        ShapeKind.Object or ShapeKind.Map => node is MappingNode,
        ShapeKind.List => node is SequenceNode,
        ShapeKind.String => node is ScalarNode { Type: ScalarType.String },
        ShapeKind.Integer => node is ScalarNode { Type: ScalarType.Integer },
        ShapeKind.Number => node is ScalarNode { Type: ScalarType.Integer or ScalarType.Number },
        ShapeKind.Boolean => node is ScalarNode { Type: ScalarType.Boolean },
        ShapeKind.IntegerOrString or ShapeKind.Quantity => node is ScalarNode { Type: ScalarType.Integer or ScalarType.String or ScalarType.Number },
        _ => true,
    };

    private static string Describe(Node node) => node switch
    {
        MappingNode => "a mapping",
        SequenceNode => "a list",
        ScalarNode { Type: ScalarType.Boolean } scalar => $"the boolean {scalar.Value}",
        ScalarNode { Type: ScalarType.Integer or ScalarType.Number } scalar => $"the number {scalar.Value}",
        _ => "a string",
    };

    private static string Remedy(Node node, Shape shape) => (node, shape.Kind) switch
    {
        (ScalarNode scalar, ShapeKind.String) => $"Quote it: \"{scalar.Value}\".",
        (ScalarNode { IsPlain: false } scalar, ShapeKind.Integer or ShapeKind.Boolean or ShapeKind.Number) when ScalarTypes.Of(scalar.Value) != ScalarType.String => "Write it without quotes.",
        (_, ShapeKind.List) => "Begin each item with a hyphen.",
        _ => $"Write {shape}.",
    };

    // A mapping in block style begins with its first key.
    private static Node Anchor(MappingNode mapping) => mapping is { IsFlow: false, Entries: [var first, ..] } ? first.Key : mapping;

    private static string Known(Definition definition)
    {
        var names = definition.Fields.Keys.Order(StringComparer.Ordinal).ToList();
        return names.Count <= 12 ? string.Join(", ", names) : string.Join(", ", names.Take(12)) + ", …";
    }

    private void Add(SchemaProblemKind kind, Node at, string message, string remedy) => problems.Add(new SchemaProblem(kind, manifest, at, Path, message, remedy));

    private string Path => _path.Count == 0 ? "the object"
        : string.Concat(_path.Select((step, depth) => step.Key is null ? string.Create(CultureInfo.InvariantCulture, $"[{step.Index}]") : depth > 0 ? "." + step.Key : step.Key));

    private string Join(string name) => _path.Count == 0 ? name : $"{Path}.{name}";
}
