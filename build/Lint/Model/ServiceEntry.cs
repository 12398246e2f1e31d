using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A ServiceEntry.</summary>
public sealed class ServiceEntry(Manifest manifest, string @namespace) : MeshObject(manifest, @namespace)
{
    public IReadOnlyList<ScalarNode> Hosts => field ??= [.. Spec.Scalars("hosts")];

    public IReadOnlyList<MappingNode> Ports => field ??= [.. Spec.Mappings("ports")];

    public ScalarNode? Resolution => Spec.Scalar("resolution");

    /// <summary>Whether what it names is part of the mesh, so that its pods have certificates of Istio.</summary>
    public bool IsInternal => Spec.Text("location") == "MESH_INTERNAL";
}
