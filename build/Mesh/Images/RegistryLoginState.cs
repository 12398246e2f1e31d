namespace MeshBuild.Mesh.Images;

/// <summary>How a run stands with its registry.</summary>
public enum RegistryLoginState
{
    /// <summary>Nothing is pushed: no registry is set, or <c>--push=false</c>.</summary>
    NotNeeded,

    /// <summary>The registry takes requests without a login.</summary>
    Open,

    /// <summary>The registry asks for a login, and there is one.</summary>
    Present,

    /// <summary>The registry asks for a login, and there is none.</summary>
    Missing,

    /// <summary>The registry did not answer from here. The Docker engine may reach it all the same.</summary>
    Unreachable,
}
