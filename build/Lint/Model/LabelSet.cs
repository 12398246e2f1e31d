using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>Labels, annotations or a selector's <c>matchLabels</c>.</summary>
/// <param name="node">The mapping; null: there are none.</param>
public sealed class LabelSet(MappingNode? node)
{
    public static LabelSet None { get; } = new((MappingNode?)null);

    public MappingNode? Node { get; } = node;

    /// <summary>Keys and values, those left out that are no scalars.</summary>
    public IReadOnlyList<(string Key, string Value)> Pairs =>
        field ??= [.. (Node?.Entries ?? []).Where(entry => entry.Value is ScalarNode).Select(entry => (entry.Key.Value, ((ScalarNode)entry.Value).Value))];

    public bool IsEmpty => Node is null || Node.Entries.Length == 0;

    public string? this[string key] => (Node?.Find(key)?.Value as ScalarNode)?.Value;

    /// <summary>Whether each pair of the selector is among these.</summary>
    public bool Match(LabelSet selector)
    {
        foreach (var entry in selector.Node?.Entries ?? [])
        {
            if (entry.Value is ScalarNode value && this[entry.Key.Value] != value.Value)
            {
                return false;
            }
        }

        return true;
    }

    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Pairs)
        {
            pairs[key] = value;
        }

        return pairs;
    }

    /// <summary><c>app=car,version=v1</c>.</summary>
    public override string ToString() => string.Join(',', Pairs.Select(pair => $"{pair.Key}={pair.Value}"));
}
