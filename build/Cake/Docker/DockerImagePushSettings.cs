namespace Cake.Docker;

/// <summary>Flags of <c>docker push</c>.</summary>
public sealed class DockerImagePushSettings : AutoToolSettings
{
    public bool AllTags { get; set; }
}
