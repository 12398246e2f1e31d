using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Merging;

/// <summary>
/// A set of fields as a tree, in the words of FieldsV1: <c>f:name</c> a field, <c>k:{"name":"car"}</c> an item by its keys,
/// <c>v:"x"</c> an item by its value.
/// </summary>
internal sealed class FieldSet
{
    private const string Self = ".";
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the field where this tree begins is in the set itself.</summary>
    public bool IsMember { get; set; }

    public bool IsEmpty => !IsMember && _children.Count == 0;

    /// <summary>What is below a step; null when nothing is.</summary>
    public FieldSet? Find(string step) => _children.GetValueOrDefault(step);

    /// <summary>Adds what is below a step.</summary>
    public void Add(string step, FieldSet below) => _children[step] = Find(step) is { } there ? there.Union(below) : below;

    public static FieldSet Parse(JsonObject fields)
    {
        var set = new FieldSet();
        foreach (var (step, below) in fields)
        {
            if (step == Self)
            {
                set.IsMember = true;
            }
            else
            {
                var child = set._children[step] = Parse(below as JsonObject ?? []);
                child.IsMember |= child.IsEmpty;
            }
        }

        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (step, child) in _children)
        {
            var below = child.ToJson();
            if (child.IsMember && child._children.Count > 0)
            {
                below.Insert(0, Self, new JsonObject());
            }

            json[step] = below;
        }

        return json;
    }

    public FieldSet Union(FieldSet other) => Combine(other, (left, right) => left || right);

    public FieldSet Without(FieldSet other) => Combine(other, (left, right) => left && !right);

    public FieldSet Intersection(FieldSet other) => Combine(other, (left, right) => left && right);

    public bool SameAs(FieldSet other) => Without(other).IsEmpty && other.Without(this).IsEmpty;

    /// <summary>The members, as the server's messages write them: <c>.spec.containers[name="car"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "") =>
        (IsMember && prefix.Length > 0 ? [prefix] : Enumerable.Empty<string>()).Concat(_children.SelectMany(child => child.Value.Paths(prefix + Shown(child.Key))));

    /// <summary>A step as the messages write it.</summary>
    public static string Shown(string step) => step[..2] switch
    {
        "f:" => "." + step[2..],
        "k:" => "[" + string.Join(",", JsonNode.Parse(step[2..])!.AsObject().Select(key => $"{key.Key}={key.Value?.ToJsonString()}")) + "]",
        _ => $"[={step[2..]}]",
    };

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> member)
    {
        var result = new FieldSet { IsMember = member(IsMember, other.IsMember) };
        foreach (var (step, mine) in _children)
        {
            // What only one of both has stays or goes as a whole.
            result.Put(step, other.Find(step) is { } theirs ? mine.Combine(theirs, member) : member(true, false) ? mine : null);
        }

        foreach (var (step, theirs) in other._children.Where(child => member(false, true) && !_children.ContainsKey(child.Key)))
        {
            result.Put(step, theirs);
        }

        return result;
    }

    private void Put(string step, FieldSet? below)
    {
        if (below is { IsEmpty: false })
        {
            _children[step] = below;
        }
    }
}
