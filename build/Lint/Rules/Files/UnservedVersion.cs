using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Schema;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Rules.Files;

public sealed class UnservedVersion() : FileRule("MB607", Severity.Error, "an apiVersion that the target version does not serve",
    "kubectl ends with `no matches for kind`, and nothing of the object is applied.")
{
    public override IEnumerable<Finding> Check(ManifestFile file, LintOptions options)
    {
        foreach (var manifest in file.Manifests)
        {
            if (Fault(manifest, options.KubernetesMinor) is var (what, how))
            {
                yield return Found(manifest, manifest.Root.At("apiVersion")!, what, how);
            }
        }
    }

    private static (string What, string How)? Fault(Manifest manifest, int minor)
    {
        var type = ServedTypes.Find(manifest.ApiVersion, manifest.Kind);
        if (type?.IsServedBy(minor) == true)
        {
            return null;
        }

        var served = ServedTypes.OfKind(manifest.Kind).Where(other => other.IsServedBy(minor)).Select(other => other.ApiVersion).ToList();
        if (type is not null)
        {
            return (
                type.First > minor ? $"{manifest.ApiVersion} {manifest.Kind} came with Kubernetes 1.{type.First}, and the target is 1.{minor}"
                    : $"Kubernetes 1.{minor} does not serve {manifest.ApiVersion} {manifest.Kind} any more",
                served.Count > 0 ? $"Write apiVersion: {served[0]}; some fields may have changed." : $"Use another kind; 1.{minor} serves it in no version.");
        }

        if (ServedTypes.KnowsGroup(manifest.Group))
        {
            var kinds = ServedTypes.KindsOf(manifest.Group).ToList();
            return kinds.Contains(manifest.Kind) || served.Count > 0
                ? ($"{manifest.Kind} is not served as {manifest.ApiVersion}", $"Write apiVersion: {served.FirstOrDefault() ?? ServedTypes.OfKind(manifest.Kind).First().ApiVersion}.")
                : ($"{manifest.ApiVersion} has no kind {manifest.Kind}{NearestMatch.Suggestion(manifest.Kind, kinds)}", $"The kinds of that group are {string.Join(", ", kinds.Order(StringComparer.Ordinal).Take(20))}.");
        }

        // Another group may be a custom one, unless the kind is a known one and the group nearly is.
        return NearestMatch.Find(manifest.Group, ServedTypes.Groups.Where(group => group.Length > 0)) is { } nearest && ServedTypes.KindsOf(nearest).Contains(manifest.Kind)
            ? ($"there is no group {manifest.Group}; did you mean {nearest}?", $"Write apiVersion: {served.FirstOrDefault() ?? nearest}.")
            : null;
    }
}
