using Cake.Core;
using Cake.Core.IO;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>istioctl, in the forms that its version has.</summary>
public sealed class Istioctl(ChildProcesses processes, ClusterRetry retry, Func<string> path, Func<ClusterTarget> target, string version) : IIstioctl
{
    /// <inheritdoc />
    public Task<ToolOutput> InstallAsync(string profile, TimeSpan readinessTimeout, Action<string> line, CancellationToken cancellation) =>
        RunAsync(Install(profile, readinessTimeout), line, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> PrecheckAsync(CancellationToken cancellation) => RunAsync(Command("x precheck"), null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> VersionAsync(CancellationToken cancellation) => RunAsync(Command("version -o json"), null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> VerifyInstallAsync(CancellationToken cancellation) => RunAsync(Command("verify-install"), null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> KubeInjectAsync(string file, CancellationToken cancellation) => RunAsync(KubeInject(file), null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> UninstallAsync(Action<string> line, CancellationToken cancellation) => RunAsync(Uninstall(), line, cancellation);

    // Each of them can be repeated: what is installed or removed already stays so.
    private Task<ToolOutput> RunAsync(ToolCommand command, Action<string>? line, CancellationToken cancellation) =>
        retry.RunAsync(token => processes.RunAsync(command, null, line, token), cancellation);

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
