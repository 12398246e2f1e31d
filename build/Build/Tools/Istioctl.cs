using Cake.Core;
using Cake.Core.IO;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>istioctl, in the forms that its version has.</summary>
public sealed class Istioctl(ChildProcesses processes, Func<string> path, Func<ClusterTarget> target, string version) : IIstioctl
{
    /// <inheritdoc />
    public Task<ToolOutput> InstallAsync(string profile, TimeSpan readinessTimeout, Action<string> line, CancellationToken cancellation) =>
        processes.RunAsync(Install(profile, readinessTimeout), null, line, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> PrecheckAsync(CancellationToken cancellation) => processes.RunAsync(Command("x precheck"), null, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> VersionAsync(CancellationToken cancellation) => processes.RunAsync(Command("version -o json"), null, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> VerifyInstallAsync(CancellationToken cancellation) => processes.RunAsync(Command("verify-install"), null, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> KubeInjectAsync(string file, CancellationToken cancellation) => processes.RunAsync(KubeInject(file), null, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> UninstallAsync(Action<string> line, CancellationToken cancellation) => processes.RunAsync(Uninstall(), null, line, cancellation);

    internal ToolCommand Install(string profile, TimeSpan readinessTimeout) =>
        Command("install --set", arguments => arguments.AppendQuoted("profile=" + profile).Append("-y").Append($"--readiness-timeout {(int)readinessTimeout.TotalSeconds}s"));

    internal ToolCommand Uninstall() => Command((IstioVersions.HasUninstall(version) ? "uninstall" : "x uninstall") + " --purge -y");

    internal ToolCommand KubeInject(string file) => Command("kube-inject -f", arguments => arguments.AppendQuoted(file));

    internal ToolCommand Command(string words, Action<ProcessArgumentBuilder>? more = null)
    {
        var arguments = new ProcessArgumentBuilder().Append(words);
        more?.Invoke(arguments);
        return new ToolCommand(path(), arguments.AppendCluster(target()).Render());
    }
}
