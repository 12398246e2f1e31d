using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Tests.Cluster;

/// <summary>What a list or a watch of the <see cref="FakeCluster"/> is about.</summary>
internal sealed record FakeSelection(ResourceType Type, string? Namespace, ObjectQuery? Query)
{
    public bool Includes(ResourceType type, KubeObject value) =>
        type.FullName == Type.FullName
        && (!Type.Namespaced || string.IsNullOrEmpty(Namespace) || value.Namespace == Namespace)
        && Terms(Query?.LabelSelector).All(term => HasLabel(value, term))
        && Terms(Query?.FieldSelector).All(term => HasField(value, term));

    private static string[] Terms(string? selector) =>
        selector?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool HasLabel(KubeObject value, string term) => term.Split("!=") is [var name, var unwanted]
        ? value.Labels.GetValueOrDefault(name) != unwanted
        : term.Split('=', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var label, var wanted] => value.Labels.GetValueOrDefault(label) == wanted,
            [var label] when label.StartsWith('!') => !value.Labels.ContainsKey(label[1..]),
            [var label] when !label.Contains(' ') => value.Labels.ContainsKey(label),
            _ => throw new NotSupportedException($"the label selector {term}"),
        };

    private static bool HasField(KubeObject value, string term)
    {
        var (path, wanted) = term.Split('=', StringSplitOptions.RemoveEmptyEntries) is [var left, var right] && !left.EndsWith('!')
            ? (left, right)
            : throw new NotSupportedException($"the field selector {term}");
        return (string?)value.At(path.Split('.')) == wanted;
    }
}
