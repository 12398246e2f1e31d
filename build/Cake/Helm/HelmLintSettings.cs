namespace Cake.Helm.Lint;

/// <summary>Flags of <c>helm lint</c>, in the order in which they are rendered.</summary>
public sealed class HelmLintSettings : GlobalHelmSettings
{
    public string? Namespace { get; set; }

    public string[]? Set { get; set; }

    public bool? Strict { get; set; }

    public string[]? Values { get; set; }
}
