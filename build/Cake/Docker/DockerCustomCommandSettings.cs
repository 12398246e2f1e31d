namespace Cake.Docker;

/// <summary>Flags of a command that has no alias: none.</summary>
public sealed class DockerCustomCommandSettings : AutoToolSettings;
