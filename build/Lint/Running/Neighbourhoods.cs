using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Running;

/// <summary>Which files are tied to which.</summary>
internal sealed class Neighbourhoods
{
    private readonly LintOptions _options;
    private readonly Dictionary<ManifestFile, FileTies> _ties = [];
    private readonly Dictionary<string, HashSet<ManifestFile>> _offers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<ManifestFile>> _asks = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<ManifestFile> _given;

    /// <param name="files">The files.</param>
    /// <param name="given">What is there without them: files may be tied to each other over it.</param>
    /// <param name="options">What they are judged for.</param>
    public Neighbourhoods(IEnumerable<ManifestFile> files, IEnumerable<Manifest> given, LintOptions options)
    {
        _options = options;
        _given = [.. given.Select(manifest => new ManifestFile(manifest.Source, [manifest], []))];
        foreach (var file in files.Concat(_given))
        {
            Add(file);
        }
    }

    /// <summary>
    /// Puts some files into the place of others, and tells whom that may concern; null when it may be anybody.
    /// </summary>
    /// <param name="before">Those that are no longer there.</param>
    /// <param name="after">Those that are new.</param>
    public IReadOnlyCollection<ManifestFile>? Replace(IReadOnlyCollection<ManifestFile> before, IReadOnlyCollection<ManifestFile> after)
    {
        var isLocal = before.All(file => _ties[file].IsLocal);
        var concerned = Around(before);
        foreach (var file in before)
        {
            Remove(file);
        }

        foreach (var file in after)
        {
            Add(file);
        }

        concerned.UnionWith(Around(after));
        concerned.UnionWith(Around(_ties.Where(pair => !pair.Value.IsLocal && !_given.Contains(pair.Key)).Select(pair => pair.Key)));
        concerned.ExceptWith(before);
        concerned.ExceptWith(_given);
        return isLocal && after.All(file => _ties[file].IsLocal) ? concerned : null;
    }

    // All that is tied to some files, over any number of others.
    private HashSet<ManifestFile> Around(IEnumerable<ManifestFile> files)
    {
        var found = files.ToHashSet();
        var next = new Queue<ManifestFile>(found);
        while (next.TryDequeue(out var file))
        {
            foreach (var other in _ties[file].Asks.SelectMany(tie => _offers.GetValueOrDefault(tie) ?? []).Concat(_ties[file].Offers.SelectMany(tie => _asks.GetValueOrDefault(tie) ?? [])))
            {
                if (found.Add(other))
                {
                    next.Enqueue(other);
                }
            }
        }

        return found;
    }

    private void Add(ManifestFile file)
    {
        var ties = new FileTies(file, _options);
        _ties.Add(file, ties);
        Tie(_offers, ties.Offers, file);
        Tie(_asks, ties.Asks, file);
    }

    private void Remove(ManifestFile file)
    {
        _ties.Remove(file, out var ties);
        Untie(_offers, ties!.Offers, file);
        Untie(_asks, ties.Asks, file);
    }

    private static void Tie(Dictionary<string, HashSet<ManifestFile>> index, IEnumerable<string> ties, ManifestFile file)
    {
        foreach (var tie in ties)
        {
            if (!index.TryGetValue(tie, out var files))
            {
                index.Add(tie, files = []);
            }

            files.Add(file);
        }
    }

    private static void Untie(Dictionary<string, HashSet<ManifestFile>> index, IEnumerable<string> ties, ManifestFile file)
    {
        foreach (var tie in ties)
        {
            if (index[tie].Remove(file) && index[tie].Count == 0)
            {
                index.Remove(tie);
            }
        }
    }
}
