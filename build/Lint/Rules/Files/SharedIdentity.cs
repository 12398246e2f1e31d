using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class SharedIdentity() : Rule("MB605", Severity.Error, "several objects with one identity",
    "Applied one after the other, the later one overwrites the earlier one; which one is later depends on the files' names.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        var first = new Dictionary<(string, string, string, string), Manifest>();
        foreach (var manifest in mesh.Manifests.Where(manifest => manifest.Root.Text("metadata", "name") is not null))
        {
            if (!first.TryAdd(mesh.IdentityOf(manifest), manifest))
            {
                var earlier = first[mesh.IdentityOf(manifest)];
                var at = earlier.Root.At("metadata", "name")!;
                yield return Found(manifest, manifest.Root.At("metadata", "name")!,
                    $"{manifest} is already defined at {earlier.Source.PlaceOf(at.Start, at.End)}", "Give one of them another name or namespace, or take one out.");
            }
        }
    }
}
