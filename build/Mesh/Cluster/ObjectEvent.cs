namespace MeshBuild.Mesh.Cluster;

/// <summary>One event of a watch. Bookmarks and errors never reach the caller.</summary>
/// <param name="Deleted">Whether the object is gone; otherwise it was added or changed.</param>
/// <param name="Object">The object as it is now, or was last.</param>
public sealed record ObjectEvent(bool Deleted, KubeObject Object);
