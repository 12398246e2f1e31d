namespace Cake.Docker;

/// <summary>Flags of <c>docker login</c>.</summary>
public sealed class DockerRegistryLoginSettings : AutoToolSettings
{
    public string? Password { get; set; }

    public bool? PasswordStdin { get; set; }

    public string? Username { get; set; }
}
