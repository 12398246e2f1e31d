using Cake.Core;

namespace Cake.Docker;

/// <summary>The docker commands that this project calls.</summary>
public static class DockerAliases
{
    public static void DockerBuild(this ICakeContext context, DockerImageBuildSettings settings, string path) =>
        Runner<DockerImageBuildSettings>(context).Run("image build", settings, [$"\"{path}\""]);

    public static void DockerPush(this ICakeContext context, DockerImagePushSettings settings, string imageReference) =>
        Runner<DockerImagePushSettings>(context).Run("push", settings, [imageReference]);

    public static void DockerPush(this ICakeContext context, string imageReference) =>
        context.DockerPush(new DockerImagePushSettings(), imageReference);

    public static void DockerTag(this ICakeContext context, string imageReference, string registryReference) =>
        Runner<DockerImageTagSettings>(context).Run("tag", null, [imageReference, registryReference]);

    public static void DockerLogin(this ICakeContext context, DockerRegistryLoginSettings settings, string? server = null) =>
        Runner<DockerRegistryLoginSettings>(context).Run("login", settings, server is null ? [] : [server]);

    /// <summary>The first word is the command, the rest its arguments as they are.</summary>
    public static IEnumerable<string> DockerCustomCommand(this ICakeContext context, DockerCustomCommandSettings settings, string command)
    {
        var words = command.Split(' ', 2);
        return Runner<DockerCustomCommandSettings>(context)
            .RunWithResult(words[0], settings, output => output.ToArray(), ["", .. words.Skip(1)]);
    }

    public static IEnumerable<string> DockerCustomCommand(this ICakeContext context, string command) =>
        context.DockerCustomCommand(new DockerCustomCommandSettings(), command);

    private static GenericDockerRunner<T> Runner<T>(ICakeContext context)
        where T : AutoToolSettings, new() =>
        new(context.FileSystem, context.Environment, context.ProcessRunner, context.Tools);
}
