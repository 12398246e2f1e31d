namespace Cake.Kubectl;

/// <summary>Flags of <c>kubectl apply</c>, in the order in which they are rendered.</summary>
public sealed class KubectlApplySettings : AutoToolSettings
{
    public string? DryRun { get; set; }

    public string? Filename { get; set; }

    public string? Kustomize { get; set; }

    public string? Output { get; set; }

    public bool? Prune { get; set; }

    public bool? ServerSide { get; set; }

    public string? Timeout { get; set; }

    public string? Validate { get; set; }

    public bool? Wait { get; set; }
}
