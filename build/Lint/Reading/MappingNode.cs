using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MeshBuild.Lint.Reading;

/// <summary>A mapping, its entries in the order of the file; of two entries with one key the later one counts.</summary>
/// <param name="start">Where it begins.</param>
/// <param name="end">Where it ends.</param>
/// <param name="weight">How many values it has.</param>
/// <param name="entries">Its entries.</param>
/// <param name="isFlow">Whether it is written in braces.</param>
public sealed class MappingNode(int start, int end, int weight, MappingEntry[] entries, bool isFlow) : Node(start, end, weight)
{
    public static MappingNode Empty { get; } = new(0, 0, 1, [], isFlow: true);

    public ImmutableArray<MappingEntry> Entries { get; } = ImmutableCollectionsMarshal.AsImmutableArray(entries);

    public bool IsFlow { get; } = isFlow;

    /// <summary>The value of a key; null when there is none or it is null.</summary>
    public Node? this[string key] => Find(key)?.Value is { } value and not ScalarNode { IsNull: true } ? value : null;

    /// <summary>The entry of a key, even when its value is null.</summary>
    public MappingEntry? Find(string key)
    {
        for (var index = entries.Length - 1; index >= 0; index--)
        {
            if (entries[index].Key.Value == key)
            {
                return entries[index];
            }
        }

        return null;
    }
}
