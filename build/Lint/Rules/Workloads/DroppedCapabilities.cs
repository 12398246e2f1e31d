using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class DroppedCapabilities() : Rule("MB112", Severity.Error, "NET_ADMIN and NET_RAW kept from the init container",
    "The container istio-init sets up the redirection and needs both; where they are refused no pod with a sidecar starts. The CNI plugin does without.")
{
    private static readonly string[] Needed = ["NET_ADMIN", "NET_RAW"];

    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        mesh.MeshWorkloads.Any() ? Policies(mesh).Concat(Namespaces(mesh)).Concat(InitContainers(mesh)) : [];

    private IEnumerable<Finding> Policies(MeshModel mesh) =>
        from manifest in mesh.Manifests
        where manifest.Kind == "PodSecurityPolicy"
        let dropped = manifest.Root.Scalars("spec", "requiredDropCapabilities").FirstOrDefault(Refuses)
        let allowed = manifest.Root.Scalars("spec", "allowedCapabilities").Select(scalar => scalar.Value).ToList()
        where dropped is not null || !(allowed.Contains("*") || Needed.All(allowed.Contains))
        select Found(manifest, dropped ?? manifest.Root.Nearest("spec", "allowedCapabilities")!,
            dropped is null ? $"{manifest} does not allow {string.Join(" and ", Needed.Except(allowed))}" : $"{manifest} drops {dropped.Value}",
            "Allow NET_ADMIN and NET_RAW, or install Istio with its CNI plugin.");

    private IEnumerable<Finding> Namespaces(MeshModel mesh) =>
        from manifest in mesh.Manifests
        where manifest.Kind == "Namespace"
        let level = manifest.Root.Scalar("metadata", "labels", "pod-security.kubernetes.io/enforce")
        where level?.Value is "baseline" or "restricted" && mesh.MeshWorkloads.Any(workload => workload.Namespace == manifest.Name)
        select Found(manifest, level, $"the level {level.Value} of {manifest} refuses NET_ADMIN and NET_RAW", "Say privileged, or install Istio with its CNI plugin.");

    private IEnumerable<Finding> InitContainers(MeshModel mesh) =>
        from workload in mesh.Workloads
        from container in workload.PodSpec.Mappings("initContainers")
        where container.Text("name") == "istio-init"
        from dropped in container.Scalars("securityContext", "capabilities", "drop")
        where Refuses(dropped) && !Needed.All(container.Scalars("securityContext", "capabilities", "add").Select(scalar => scalar.Value).Contains)
        select Found(workload.Manifest, dropped, $"istio-init of {workload} drops {dropped.Value}", "Add NET_ADMIN and NET_RAW to its capabilities.");

    private static bool Refuses(ScalarNode capability) => capability.Value == "ALL" || Needed.Contains(capability.Value);
}
