namespace Cake.Docker;

/// <summary>Flags of <c>docker image build</c>, in the order in which they are rendered.</summary>
public sealed class DockerImageBuildSettings : AutoToolSettings
{
    public string[]? BuildArg { get; set; }

    public string? File { get; set; }

    public string[]? Label { get; set; }

    public bool? NoCache { get; set; }

    public string? Platform { get; set; }

    public bool? Pull { get; set; }

    [AutoProperty(Format = "--{0}={1}")]
    public bool? Rm { get; set; }

    public string[]? Tag { get; set; }

    public string? Target { get; set; }
}
