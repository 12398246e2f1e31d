using System.Collections.Immutable;

namespace MeshBuild.Lint.Reading;

/// <summary>Ways through nodes that may not be there: what has another shape than asked for counts as missing.</summary>
public static class NodeNavigation
{
    extension(Node? node)
    {
        /// <summary>The value at a path of keys; null when a part of the way is missing.</summary>
        public Node? At(params ReadOnlySpan<string> path)
        {
            var current = node;
            foreach (var key in path)
            {
                current = (current as MappingNode)?[key];
            }

            return current;
        }

        /// <summary>The mapping at a path of keys; null when there is none.</summary>
        public MappingNode? Mapping(params ReadOnlySpan<string> path) => node.At(path) as MappingNode;

        /// <summary>The scalar at a path of keys; null when there is none.</summary>
        public ScalarNode? Scalar(params ReadOnlySpan<string> path) => node.At(path) as ScalarNode;

        /// <summary>The text of the scalar at a path of keys; null when there is none.</summary>
        public string? Text(params ReadOnlySpan<string> path) => node.Scalar(path)?.Value;

        /// <summary>The items of the sequence at a path of keys; none when there is none.</summary>
        public ImmutableArray<Node> Items(params ReadOnlySpan<string> path) => (node.At(path) as SequenceNode)?.Items ?? [];

        /// <summary>The mappings of the sequence at a path of keys.</summary>
        public IEnumerable<MappingNode> Mappings(params ReadOnlySpan<string> path) => node.Items(path).OfType<MappingNode>();

        /// <summary>The scalars of the sequence at a path of keys.</summary>
        public IEnumerable<ScalarNode> Scalars(params ReadOnlySpan<string> path) => node.Items(path).OfType<ScalarNode>();

        /// <summary>The key of the innermost entry on a path of keys that is there; the node itself when none is.</summary>
        public Node? Nearest(params ReadOnlySpan<string> path)
        {
            var (nearest, current) = (node, node);
            foreach (var key in path)
            {
                if ((current as MappingNode)?.Find(key) is not { } entry)
                {
                    break;
                }

                (nearest, current) = (entry.Key, entry.Value);
            }

            return nearest;
        }

        /// <summary>The entries of the mapping at a path of keys.</summary>
        public ImmutableArray<MappingEntry> Entries(params ReadOnlySpan<string> path) => node.Mapping(path)?.Entries ?? [];
    }
}
