namespace MeshBuild.Mesh;

/// <summary>The command line, the environment, mesh.yaml or the choice of the cluster is wrong (exit status 2).</summary>
/// <inheritdoc cref="MeshException" />
public sealed class ConfigurationException(string message, string? remedy = null, Exception? inner = null)
    : MeshException(message, remedy, inner);
