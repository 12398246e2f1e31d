namespace MeshBuild.Mesh.Egress;

/// <summary>What the mesh makes of calls to a destination outside.</summary>
public enum EgressKind
{
    /// <summary>It lets them pass and knows nothing of them.</summary>
    Unmanaged,

    /// <summary>A ServiceEntry names the destination.</summary>
    Managed,

    /// <summary>It refuses them: only what is registered may be called.</summary>
    Refused,
}
