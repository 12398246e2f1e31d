namespace Cake.Kubectl;

/// <summary>Flags of <c>kubectl version</c>.</summary>
public sealed class KubectlVersionSettings : AutoToolSettings
{
    public bool? Client { get; set; }

    public string? Output { get; set; }
}
