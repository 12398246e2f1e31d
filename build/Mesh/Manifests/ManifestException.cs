namespace MeshBuild.Mesh.Manifests;

/// <summary>Manifests that cannot be read: every fault with file, line and column.</summary>
public sealed class ManifestException(string message, string? remedy = null, Exception? inner = null) : MeshException(message, remedy, inner);
