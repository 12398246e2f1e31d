using Cake.Core;
using Cake.Core.IO;
using Cake.Helm;
using Cake.Helm.Lint;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>helm: lint with the command line of Cake.Helm, which knows no install and does not quote paths.</summary>
public sealed class Helm(CommandLines lines, ChildProcesses processes, Func<CancellationToken, Task<string>> path, Func<ClusterTarget> target, string @namespace) : IHelm
{
    /// <inheritdoc />
    public async Task<ToolOutput> LintAsync(string chart, CancellationToken cancellation) =>
        await processes.RunAsync(Lint(await path(cancellation), chart), null, null, cancellation);

    /// <inheritdoc />
    public async Task<ToolOutput> TemplateAsync(string release, string chart, IReadOnlyDictionary<string, string> values, CancellationToken cancellation) =>
        await processes.RunAsync(Template(await path(cancellation), release, chart, values), null, null, cancellation);

    /// <inheritdoc />
    public async Task<ToolOutput> UpgradeAsync(string release, string chart, IReadOnlyDictionary<string, string> values, CancellationToken cancellation) =>
        await processes.RunAsync(Upgrade(await path(cancellation), release, chart, values), null, null, cancellation);

    /// <inheritdoc />
    public async Task<ToolOutput> UninstallAsync(string release, CancellationToken cancellation) =>
        await processes.RunAsync(Uninstall(await path(cancellation), release), null, null, cancellation);

    /// <inheritdoc />
    public async Task<ToolOutput> VersionAsync(CancellationToken cancellation) =>
        await processes.RunAsync(new ToolCommand(await path(cancellation), "version --short"), null, null, cancellation);

    internal ToolCommand Lint(string path, string chart) =>
        lines.Of(context => context.HelmLint(new HelmLintSettings { ToolPath = path, Namespace = @namespace }, $"\"{chart}\""));

    internal ToolCommand Template(string path, string release, string chart, IReadOnlyDictionary<string, string> values) =>
        new(path, Values(new ProcessArgumentBuilder().Append("template").AppendQuoted(release).AppendQuoted(chart), values)
            .Append("--namespace").AppendQuoted(@namespace).Render());

    internal ToolCommand Upgrade(string path, string release, string chart, IReadOnlyDictionary<string, string> values) =>
        new(path, Cluster(Values(new ProcessArgumentBuilder().Append("upgrade").Append("--install").AppendQuoted(release).AppendQuoted(chart), values)).Render());

    internal ToolCommand Uninstall(string path, string release) =>
        new(path, Cluster(new ProcessArgumentBuilder().Append("uninstall").AppendQuoted(release)).Render());

    private static ProcessArgumentBuilder Values(ProcessArgumentBuilder builder, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values)
        {
            builder.Append("--set-string").AppendQuoted($"{name}={value}");
        }

        return builder;
    }

    private ProcessArgumentBuilder Cluster(ProcessArgumentBuilder builder) => builder.Append("--namespace").AppendQuoted(@namespace)
        .Append("--kube-context").AppendQuoted(target().Context).Append("--kubeconfig").AppendQuoted(target().Kubeconfig);
}
