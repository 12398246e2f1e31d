using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MeshBuild.Lint.Reading;

/// <summary>A sequence.</summary>
public sealed class SequenceNode(int start, int end, int weight, Node[] items) : Node(start, end, weight)
{
    public ImmutableArray<Node> Items { get; } = ImmutableCollectionsMarshal.AsImmutableArray(items);
}
