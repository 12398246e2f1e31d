namespace MeshBuild.Mesh.Settings;

/// <summary>How workloads get their sidecar.</summary>
public enum InjectionMode
{
    /// <summary>By the webhook, since the namespace is labelled.</summary>
    Auto,

    /// <summary>By <c>istioctl kube-inject</c> before the manifests are applied.</summary>
    Manual,

    /// <summary>Not at all: the workloads are applied as they are.</summary>
    None,
}
