using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

public sealed class OtherNamespace() : Rule("MB608", Severity.Warning, "a namespace that differs from the one deployed to",
    "The object goes to its own namespace, which this deployment neither labels for injection nor verifies.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        // Manifests that bring their namespace along, or that belong to Istio's own, mean it.
        var own = mesh.Manifests.Where(manifest => manifest.Kind == "Namespace").Select(manifest => manifest.Name).ToHashSet();
        return from manifest in mesh.Manifests
               where manifest.Namespace is { } name && name != mesh.Options.Namespace && name != "istio-system" && !own.Contains(name) && mesh.NamespaceOf(manifest).Length > 0
               select Found(manifest, manifest.Root.At("metadata", "namespace")!,
                   $"{manifest} goes to the namespace {manifest.Namespace}, and {mesh.Options.Namespace} is deployed to",
                   $"Take the line out; or say --namespace={manifest.Namespace}; or add the Namespace with the labels that it is to have.");
    }
}
