namespace MeshBuild.Lint.Reading;

/// <summary>
/// Builds the nodes of a document from what a parser reads, in one pass and without recursion. An alias is the very node that
/// its anchor names, so that no input grows in memory; what all aliases stand for together is limited.
/// </summary>
/// <param name="problems">Where problems go.</param>
/// <param name="strings">Keeps one string of each short text.</param>
internal sealed class NodeBuilder(List<ReadingProblem> problems, StringPool strings)
{
    private readonly List<Frame> _open = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Node?> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private int _aliased;

    private readonly record struct Frame(int Start, int First, bool IsMapping, bool IsFlow, string? Anchor);

    /// <summary>The document's value; null before its end.</summary>
    public Node? Root => _open.Count == 0 && _nodes.Count == 1 ? _nodes[0] : null;

    /// <summary>Whether what comes next is within braces or brackets.</summary>
    public bool IsInFlow => _open is [.., { IsFlow: true }];

    /// <summary>Forgets the document.</summary>
    public void Clear()
    {
        _open.Clear();
        _nodes.Clear();
        _anchors.Clear();
        _aliased = 0;
    }

    /// <summary>Begins a collection; false when it lies too deep, and nothing more should be read.</summary>
    public bool Open(int start, bool isMapping, bool isFlow, string? anchor)
    {
        if (_open.Count == ReadingLimits.Depth)
        {
            return Stop(start, $"collections lie more than {ReadingLimits.Depth} deep in each other; the document is not read", "No object of Kubernetes is that deep: take the value out.");
        }

        _open.Add(new Frame(start, _nodes.Count, isMapping, isFlow, anchor));
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        return true;
    }

    /// <summary>Takes a scalar.</summary>
    public void Add(int start, int end, ReadOnlySpan<char> value, bool isPlain, string? anchor = null)
    {
        var node = new ScalarNode(start, end, strings.Share(value), isPlain);
        _nodes.Add(node);
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }
    }

    /// <summary>Takes an alias; false when it stands for too much, and nothing more should be read.</summary>
    public bool AddAlias(int start, int end, string anchor)
    {
        if (!_anchors.TryGetValue(anchor, out var node) || node is null)
        {
            problems.Add(new ReadingProblem(ProblemKind.Anchor, start, end,
                _anchors.ContainsKey(anchor) ? $"the alias *{anchor} lies within the value that it names" : $"the alias *{anchor} names no anchor above it",
                _anchors.ContainsKey(anchor) ? "Write the value out." : $"Name the value with &{anchor} before it is used, in the same document; or quote the text when it is no alias."));
            node = new ScalarNode(start, end, "", isPlain: true);
        }

        _nodes.Add(node);
        return Expand(node.Weight, start);
    }

    /// <summary>Ends the innermost collection; false when its merge keys stand for too much.</summary>
    public bool Close(int end)
    {
        var frame = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        var weight = 1;
        for (var index = frame.First; index < _nodes.Count; index++)
        {
            weight += _nodes[index].Weight;
        }

        var withinLimit = true;
        Node node = frame.IsMapping
            ? new MappingNode(frame.Start, end, weight, Entries(frame.First, ref withinLimit), frame.IsFlow)
            : new SequenceNode(frame.Start, end, weight, [.. _nodes[frame.First..]]);
        _nodes.RemoveRange(frame.First, _nodes.Count - frame.First);
        _nodes.Add(node);
        if (frame.Anchor is not null)
        {
            _anchors[frame.Anchor] = node;
        }

        return withinLimit;
    }

    private MappingEntry[] Entries(int first, ref bool withinLimit)
    {
        var entries = new MappingEntry[(_nodes.Count - first) / 2];
        var merges = false;
        _keys.Clear();
        for (var index = 0; index < entries.Length; index++)
        {
            var key = Key(_nodes[first + 2 * index]);
            entries[index] = new MappingEntry(key, _nodes[first + 2 * index + 1]);
            var isMerge = key is { IsPlain: true, Value: "<<" };
            merges |= isMerge;
            if (!_keys.Add(key.Value) && !isMerge)
            {
                problems.Add(new ReadingProblem(ProblemKind.DuplicateKey, key.Start, key.End,
                    $"the key {Short(key.Value)} is there twice", "Keep one of them: the API server would take the later one without a word."));
            }
        }

        return merges ? Merged(entries, ref withinLimit) : entries;
    }

    private ScalarNode Key(Node node)
    {
        if (node is ScalarNode scalar)
        {
            return scalar;
        }

        problems.Add(new ReadingProblem(ProblemKind.Syntax, node.Start, node.Start + 1, "a key is a collection", "Quote the key when braces or brackets are part of its text."));
        return new ScalarNode(node.Start, node.Start + 1, "", isPlain: false);
    }

    // Keys that stand in the mapping win over merged ones, earlier merged ones over later ones.
    private MappingEntry[] Merged(MappingEntry[] entries, ref bool withinLimit)
    {
        var all = entries.Where(entry => !IsMerge(entry)).ToList();
        foreach (var merge in entries.Where(IsMerge))
        {
            foreach (var source in merge.Value is SequenceNode several ? several.Items : [merge.Value])
            {
                if (source is not MappingNode mapping)
                {
                    problems.Add(new ReadingProblem(ProblemKind.Syntax, merge.Key.Start, merge.Key.End, "the merge key << has a value that is no mapping", "Merge an alias of a mapping, as in `<<: *labels`."));
                    continue;
                }

                if (!Expand(mapping.Entries.Length, merge.Key.Start))
                {
                    withinLimit = false;
                    return entries;
                }

                all.AddRange(mapping.Entries.Where(entry => _keys.Add(entry.Key.Value)));
            }
        }

        return [.. all];
    }

    private static bool IsMerge(MappingEntry entry) => entry.Key is { IsPlain: true, Value: "<<" };

    private bool Expand(int weight, int start)
    {
        _aliased = (int)Math.Min((long)_aliased + weight, int.MaxValue);
        return _aliased <= ReadingLimits.Aliased
            || Stop(start, $"the aliases of this document stand for more than {ReadingLimits.Aliased:N0} values; it is not read", "Write the values out.");
    }

    private bool Stop(int start, string message, string remedy)
    {
        problems.Add(new ReadingProblem(ProblemKind.Limit, start, start + 1, message, remedy));
        return false;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
