using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Routes.Coverage;
using MeshBuild.Lint.Rules;
using MeshBuild.Lint.Silencing;

namespace MeshBuild.Lint;

/// <summary>Holds manifests against every rule.</summary>
/// <param name="options">What they are judged for.</param>
/// <param name="silences">What is not to be said.</param>
/// <param name="parallelism">How many rules are asked at once.</param>
public sealed class Linter(LintOptions options, Silences silences, int parallelism = 1)
{
    private static readonly FileRule[] FileRules = [.. RuleCatalog.All.OfType<FileRule>()];
    private static readonly Rule[] MeshRules = [.. RuleCatalog.All.Where(rule => rule is not FileRule)];

    private readonly Installation _installation = new(options.Profile);
    private readonly ConditionalWeakTable<ManifestFile, IReadOnlyList<Finding>> _fileFindings = [];
    private readonly ConditionalWeakTable<Manifest, IReadOnlyList<CoverageFinding>> _coverage = [];

    /// <summary>What manifests are judged for.</summary>
    public LintOptions Options { get; } = options;

    /// <summary>Everything that is found.</summary>
    /// <param name="files">The manifests.</param>
    /// <param name="live">What a cluster has; empty without one.</param>
    /// <param name="cancellation">Ends it.</param>
    public LintResult Check(IReadOnlyList<ManifestFile> files, IReadOnlyList<Manifest> live, CancellationToken cancellation) =>
        Sort(Find(files, live, cancellation), files);

    /// <summary>The same, in no order.</summary>
    internal IEnumerable<Finding> Find(IReadOnlyList<ManifestFile> files, IReadOnlyList<Manifest> live, CancellationToken cancellation)
    {
        var mesh = new MeshModel(Options, files, Given(live), _coverage);
        var found = new ConcurrentBag<IReadOnlyList<Finding>>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        Parallel.Invoke(parallel,
            () => Parallel.ForEach(files, parallel, file => found.Add(_fileFindings.GetValue(file, FindIn))),
            // One at a time: some take a hundred times as long as others.
            () => Parallel.ForEach(Partitioner.Create(MeshRules, EnumerablePartitionerOptions.NoBuffering), parallel, rule => found.Add([.. rule.Check(mesh)])));
        return found.SelectMany(findings => findings);
    }

    /// <summary>What is there without the manifests: the cluster's own objects, and what Istio's installation brings.</summary>
    internal IEnumerable<Manifest> Given(IReadOnlyList<Manifest> live) => [.. live, .. _installation.Objects];

    /// <summary>Findings in their order, the silenced ones apart.</summary>
    internal LintResult Sort(IEnumerable<Finding> found, IReadOnlyList<ManifestFile> files)
    {
        var sorted = found.OrderBy(finding => finding.Place.Source.Name, StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.Line).ThenBy(finding => finding.Place.Column).ThenBy(finding => finding.Rule.Code, StringComparer.Ordinal)
            .ToLookup(silences.Cover);
        return new LintResult([.. sorted[false]], [.. sorted[true]], files.Count, files.Sum(file => file.Manifests.Count));
    }

    // What the rules find that look at a file alone holds until the file is read again.
    private IReadOnlyList<Finding> FindIn(ManifestFile file) => [.. FileRules.SelectMany(rule => rule.Check(file, Options))];
}
