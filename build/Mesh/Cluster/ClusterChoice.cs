using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// Which cluster a run works on: the one that <c>--context</c> names, else the current context when it is a local one.
/// A cluster that is not local is never chosen unasked.
/// </summary>
public static class ClusterChoice
{
    private static readonly string[] LocalNames = ["minikube", "docker-desktop", "rancher-desktop", "colima", "mesh-test"];

    /// <summary>
    /// Whether the run is a rehearsal on the embedded cluster: when it is asked for, and when there is no kubeconfig at all.
    /// A rehearsal cluster that another run keeps is named by its kubeconfig, like any other.
    /// </summary>
    public static bool IsRehearsal(MeshSettings settings, IReadOnlyDictionary<string, string> environment) =>
        settings.Kubeconfig is null && (settings.Context == ClusterTarget.RehearsalContext || (settings.Context is null && Files(settings, environment).Count == 0));

    /// <summary>Chooses the cluster.</summary>
    /// <exception cref="ConfigurationException">There is none, it cannot be read, or it was not asked for by name.</exception>
    public static ClusterTarget Choose(MeshSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        var files = Files(settings, environment);
        if (files.Count == 0)
        {
            throw new ConfigurationException("there is no kubeconfig: KUBECONFIG is not set and ~/.kube/config does not exist.",
                "Name one with --kubeconfig=FILE, or rehearse on the embedded cluster with --context=rehearsal.");
        }

        var kubeconfigs = files.Select(Kubeconfig.Read).ToList();
        var context = settings.Context ?? Current(kubeconfigs);
        var kubeconfig = kubeconfigs.FirstOrDefault(file => file.Contexts.ContainsKey(context)) ?? throw Unknown(context, kubeconfigs);
        var cluster = kubeconfig.Contexts[context];
        if (!kubeconfig.Servers.TryGetValue(cluster, out var server) || server.Length == 0)
        {
            throw new ConfigurationException($"the context {context} names the cluster '{cluster}', which {kubeconfig.Path} does not define with a server.",
                "Name a kubeconfig that holds both with --kubeconfig=FILE.");
        }

        return settings.Context is not null || IsLocal(context, server)
            ? new ClusterTarget(kubeconfig.Path, context, server)
            : throw new ConfigurationException($"current context {context} is not a local cluster: say --context={context}",
                "A cluster that others may use is only touched when it is named.");
    }

    private static IReadOnlyList<string> Files(MeshSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        if (settings.Kubeconfig is { } named)
        {
            return [named];
        }

        if (environment.GetValueOrDefault("KUBECONFIG") is { Length: > 0 } list)
        {
            var files = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(file => Path.GetFullPath(file, settings.Root)).ToList();
            // As kubectl: of several, those that are missing are left out; one alone must be there.
            return files.Count == 1 ? files : [.. files.Where(File.Exists)];
        }

        var home = environment.GetValueOrDefault("HOME") ?? environment.GetValueOrDefault("USERPROFILE") ?? "";
        var usual = Path.Combine(home, ".kube", "config");
        return home.Length > 0 && Path.Exists(usual) ? [usual] : [];
    }

    private static string Current(IReadOnlyList<Kubeconfig> kubeconfigs) =>
        kubeconfigs.Select(file => file.CurrentContext).FirstOrDefault(context => context is not null)
        ?? throw new ConfigurationException($"{kubeconfigs[0].Path} has no current context.",
            $"Name one with --context=NAME; it has: {Listed(kubeconfigs)}");

    private static ConfigurationException Unknown(string context, IReadOnlyList<Kubeconfig> kubeconfigs) =>
        new($"{string.Join(", ", kubeconfigs.Select(file => file.Path))} has no context {context}"
            + NearestMatch.Suggestion(context, kubeconfigs.SelectMany(file => file.Contexts.Keys)),
            $"It has: {Listed(kubeconfigs)}");

    private static string Listed(IReadOnlyList<Kubeconfig> kubeconfigs) =>
        kubeconfigs.SelectMany(file => file.Contexts.Keys).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "none";

    private static bool IsLocal(string context, string server) =>
        LocalNames.Contains(context)
        || context.StartsWith("kind-", StringComparison.Ordinal)
        || context.StartsWith("k3d-", StringComparison.Ordinal)
        || (Uri.TryCreate(server, UriKind.Absolute, out var address) && address.IsLoopback);
}
