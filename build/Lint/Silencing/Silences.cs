using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Silencing;

/// <summary>Tells which findings are silenced: at their object, or for all of them.</summary>
/// <param name="everywhere">What the settings silence.</param>
public sealed class Silences(IReadOnlyList<Silence> everywhere)
{
    public const string Annotation = "meshbuild.io/ignore";

    private readonly HashSet<string> _everywhere = [.. everywhere.Where(silence => silence.Reason.Length > 0).Select(silence => silence.Code)];

    /// <summary>Whether a finding is silenced.</summary>
    public bool Cover(Finding finding) => _everywhere.Contains(finding.Rule.Code)
        || (finding.Manifest is { } manifest && Of(manifest).Any(silence => silence.Code == finding.Rule.Code && silence.Reason.Length > 0));

    /// <summary>What an object silences.</summary>
    public static IReadOnlyList<Silence> Of(Manifest manifest) => NodeOf(manifest) is { } node ? Silence.Parse(node.Value) : [];

    /// <summary>The annotation's value; null when there is none.</summary>
    public static ScalarNode? NodeOf(Manifest manifest) => manifest.Root.Scalar("metadata", "annotations", Annotation);
}
