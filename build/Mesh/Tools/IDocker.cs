namespace MeshBuild.Mesh.Tools;

/// <summary>The docker commands in use. None throws for an exit code.</summary>
public interface IDocker
{
    /// <summary><c>image build</c> with tags, labels and build arguments.</summary>
    /// <param name="folder">The build context, which holds the Dockerfile.</param>
    /// <param name="tags">Full references.</param>
    /// <param name="labels">Labels of the image.</param>
    /// <param name="buildArguments"><c>NAME=VALUE</c> each.</param>
    /// <param name="line">Gets each line of output as it is written.</param>
    /// <param name="cancellation">Ends the build.</param>
    Task<ToolOutput> BuildAsync(string folder, IReadOnlyList<string> tags, IReadOnlyDictionary<string, string> labels,
        IReadOnlyList<string> buildArguments, Action<string> line, CancellationToken cancellation);

    /// <summary><c>push REFERENCE</c>.</summary>
    Task<ToolOutput> PushAsync(string reference, Action<string> line, CancellationToken cancellation);

    /// <summary><c>tag SOURCE TARGET</c>.</summary>
    Task<ToolOutput> TagAsync(string source, string target, CancellationToken cancellation);

    /// <summary><c>login --username U --password-stdin REGISTRY</c>, the password on the standard input.</summary>
    Task<ToolOutput> LoginAsync(string registry, string user, string password, CancellationToken cancellation);

    /// <summary><c>image inspect REFERENCE</c>: a JSON array on the standard output; a non-zero exit when there is no such image.</summary>
    Task<ToolOutput> InspectAsync(string reference, CancellationToken cancellation);

    /// <summary><c>version --format {{json .}}</c>: client and server.</summary>
    Task<ToolOutput> VersionAsync(CancellationToken cancellation);
}
