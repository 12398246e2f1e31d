using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Egress;

public sealed class MissingLocation() : Rule("MB405", Severity.Info, "an entry without a location",
    "It is then outside of the mesh, and the sidecars use no mTLS to it; said plainly, nobody has to know that.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from entry in mesh.ServiceEntries
        where entry.Spec["location"] is null
        select Found(entry.Manifest, entry.NameNode, $"{entry} does not say whether it is part of the mesh", "Add `location: MESH_EXTERNAL`, or MESH_INTERNAL.");
}
