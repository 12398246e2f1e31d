namespace MeshBuild.Mesh.Tools;

/// <summary>
/// The istioctl commands in use. Each is called with the run's context and kubeconfig, never throws for an exit code,
/// and ends its child when it is cancelled.
/// </summary>
public interface IIstioctl
{
    /// <summary><c>install --set profile=P -y --readiness-timeout T</c>; <paramref name="line"/> gets each line as it is written.</summary>
    Task<ToolOutput> InstallAsync(string profile, TimeSpan readinessTimeout, Action<string> line, CancellationToken cancellation);

    /// <summary><c>x precheck</c>.</summary>
    Task<ToolOutput> PrecheckAsync(CancellationToken cancellation);

    /// <summary><c>version -o json</c>.</summary>
    Task<ToolOutput> VersionAsync(CancellationToken cancellation);

    /// <summary><c>verify-install</c>.</summary>
    Task<ToolOutput> VerifyInstallAsync(CancellationToken cancellation);

    /// <summary><c>kube-inject -f FILE</c>: the YAML stream is the standard output.</summary>
    Task<ToolOutput> KubeInjectAsync(string file, CancellationToken cancellation);

    /// <summary><c>x uninstall --purge -y</c>, in the form that the version has; <paramref name="line"/> gets each line as it is written.</summary>
    Task<ToolOutput> UninstallAsync(Action<string> line, CancellationToken cancellation);
}
