using Cake.Docker;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>docker, with the command lines of Cake.Docker.</summary>
public sealed class Docker(CommandLines lines, ChildProcesses processes, Func<string> path) : IDocker
{
    /// <inheritdoc />
    public Task<ToolOutput> BuildAsync(string folder, IReadOnlyList<string> tags, IReadOnlyDictionary<string, string> labels,
        IReadOnlyList<string> buildArguments, Action<string> line, CancellationToken cancellation) =>
        processes.RunAsync(Build(path(), folder, tags, labels, buildArguments), null, line, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> PushAsync(string reference, Action<string> line, CancellationToken cancellation) =>
        processes.RunAsync(Push(path(), reference), null, line, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> TagAsync(string source, string target, CancellationToken cancellation) =>
        processes.RunAsync(new ToolCommand(path(), lines.Of(context => context.DockerTag(source, target)).Arguments), null, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> LoginAsync(string registry, string user, string password, CancellationToken cancellation) =>
        processes.RunAsync(Login(path(), registry, user), password, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> InspectAsync(string reference, CancellationToken cancellation) =>
        processes.RunAsync(Inspect(path(), reference), null, null, cancellation);

    /// <inheritdoc />
    public Task<ToolOutput> VersionAsync(CancellationToken cancellation) =>
        processes.RunAsync(Version(path()), null, null, cancellation);

    internal ToolCommand Build(string path, string folder, IReadOnlyList<string> tags, IReadOnlyDictionary<string, string> labels,
        IReadOnlyList<string> buildArguments) => lines.Of(context => context.DockerBuild(new DockerImageBuildSettings
        {
            ToolPath = path,
            Tag = [.. tags],
            Label = [.. labels.Select(label => $"{label.Key}={label.Value}")],
            BuildArg = [.. buildArguments],
        }, folder));

    internal ToolCommand Push(string path, string reference) =>
        lines.Of(context => context.DockerPush(new DockerImagePushSettings { ToolPath = path }, reference));

    // The alias with a password would put it on the command line: it goes by the standard input.
    internal ToolCommand Login(string path, string registry, string user) =>
        lines.Of(context => context.DockerLogin(new DockerRegistryLoginSettings { ToolPath = path, Username = user, PasswordStdin = true }, registry));

    internal ToolCommand Inspect(string path, string reference) =>
        lines.Of(context => context.DockerCustomCommand(new DockerCustomCommandSettings { ToolPath = path }, $"inspect --type image {reference}"));

    internal ToolCommand Version(string path) =>
        lines.Of(context => context.DockerCustomCommand(new DockerCustomCommandSettings { ToolPath = path }, "version --format \"{{json .}}\""));
}
