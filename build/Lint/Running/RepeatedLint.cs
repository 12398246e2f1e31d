using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Running;

/// <summary>
/// Judges manifests again and again while some of them change. As long as nothing between files is wrong, only those are judged that a
/// change may concern. What is wrong between files may be told with any name that there is, as "did you mean": then all are.
/// </summary>
/// <param name="linter">Judges.</param>
/// <param name="live">What a cluster has.</param>
/// <param name="files">The files, as they are now.</param>
/// <param name="result">What was found in them.</param>
public sealed class RepeatedLint(Linter linter, IReadOnlyList<Manifest> live, IEnumerable<ManifestFile> files, LintResult result)
{
    private readonly Dictionary<string, ManifestFile> _files = files.ToDictionary(KeyOf);
    private readonly Neighbourhoods _neighbourhoods = new(files, linter.Given(live), linter.Options);
    private LintResult _result = result;

    /// <summary>The files by their paths, or by their names where a tool rendered them.</summary>
    public IReadOnlyDictionary<string, ManifestFile> Files => _files;

    /// <summary>Whether some of the files were enough for the last look.</summary>
    internal bool WasPartial { get; private set; }

    /// <summary>Judges again.</summary>
    /// <param name="changed">Files that changed, by their paths; null: it is gone.</param>
    /// <param name="cancellation">Ends it.</param>
    public LintResult Check(IReadOnlyDictionary<string, ManifestFile?> changed, CancellationToken cancellation)
    {
        var before = changed.Keys.Where(_files.ContainsKey).Select(path => _files[path]).ToList();
        var after = changed.Values.OfType<ManifestFile>().ToList();
        foreach (var (path, file) in changed)
        {
            _files.Remove(path);
            if (file is not null)
            {
                _files.Add(path, file);
            }
        }

        var concerned = _neighbourhoods.Replace(before, after);
        var part = concerned is null ? null : Part(concerned, before, cancellation);
        WasPartial = part is not null && concerned!.Count < _files.Count;
        return _result = part ?? linter.Check([.. _files.Values], live, cancellation);
    }

    // Null when something between files is wrong.
    private LintResult? Part(IReadOnlyCollection<ManifestFile> concerned, IReadOnlyCollection<ManifestFile> gone, CancellationToken cancellation)
    {
        var judged = concerned.Concat(gone).Select(file => file.Source).ToHashSet();
        var kept = _result.Findings.Concat(_result.Silenced).Where(finding => !judged.Contains(finding.Place.Source)).ToList();
        if (kept.Exists(IsBetweenFiles))
        {
            return null;
        }

        var found = linter.Find([.. concerned], live, cancellation).ToList();
        return found.Exists(IsBetweenFiles) ? null : linter.Sort(kept.Concat(found), [.. _files.Values]);
    }

    private static bool IsBetweenFiles(Finding finding) => finding.Rule is not FileRule;

    private static string KeyOf(ManifestFile file) => file.Source.Path ?? file.Source.Name;
}
