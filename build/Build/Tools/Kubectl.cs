using System.Text;
using Cake.Core;
using Cake.Core.IO;
using Cake.Kubectl;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>kubectl, with the command lines of Cake.Kubectl where it has the command.</summary>
public sealed class Kubectl(CommandLines lines, ChildProcesses processes, ClusterRetry retry, Func<CancellationToken, Task<string>> path, Func<ClusterTarget> target) : IKubectl
{
    /// <inheritdoc />
    public async Task<ToolOutput> ApplyAsync(string manifests, string? @namespace, CancellationToken cancellation)
    {
        var command = Apply(await path(cancellation), target(), @namespace);
        var done = new StringBuilder();
        var output = await retry.RunAsync(async token =>
        {
            var once = await processes.RunAsync(command, manifests, null, token);
            done.Append(once.StandardOutput);
            return once;
        }, cancellation);
        return output with { StandardOutput = done.ToString() };
    }

    /// <inheritdoc />
    public async Task<ToolOutput> KustomizeAsync(string folder, CancellationToken cancellation) =>
        await processes.RunAsync(Kustomize(await path(cancellation), folder), null, null, cancellation);

    /// <inheritdoc />
    public async Task<ToolOutput> VersionAsync(CancellationToken cancellation) =>
        await processes.RunAsync(Version(await path(cancellation)), null, null, cancellation);

    internal ToolCommand Apply(string path, ClusterTarget target, string? @namespace) => lines.Of(context => context.KubectlApply(new KubectlApplySettings
    {
        ToolPath = path,
        Filename = "-",
        ArgumentCustomization = arguments => (@namespace is null ? arguments : arguments.Append("--namespace").AppendQuoted(@namespace)).AppendCluster(target),
    }));

    internal ToolCommand Version(string path) =>
        lines.Of(context => context.KubectlVersion(new KubectlVersionSettings { ToolPath = path, Client = true, Output = "json" }));

    // Cake.Kubectl has no alias for it.
    internal static ToolCommand Kustomize(string path, string folder) =>
        new(path, new ProcessArgumentBuilder().Append("kustomize").AppendQuoted(folder).Render());
}
