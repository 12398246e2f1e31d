namespace Cake.Docker;

/// <summary>Flags of <c>docker tag</c>: none.</summary>
public sealed class DockerImageTagSettings : AutoToolSettings;
