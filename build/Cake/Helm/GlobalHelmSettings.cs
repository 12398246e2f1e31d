using Cake.Core.Tooling;

namespace Cake.Helm;

/// <summary>Flags that stand before the subcommand.</summary>
public abstract class GlobalHelmSettings : ToolSettings
{
    public bool? Debug { get; set; }

    public string? KubeContext { get; set; }
}
