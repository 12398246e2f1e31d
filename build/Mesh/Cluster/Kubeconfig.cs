using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace MeshBuild.Mesh.Cluster;

/// <summary>What the choice of a cluster needs of a kubeconfig: its contexts and the servers behind them.</summary>
/// <param name="Path">The file.</param>
/// <param name="CurrentContext">The current context, or null.</param>
/// <param name="Contexts">Each context's name and cluster.</param>
/// <param name="Servers">Each cluster's name and address.</param>
internal sealed record Kubeconfig(
    string Path, string? CurrentContext, IReadOnlyDictionary<string, string> Contexts, IReadOnlyDictionary<string, string> Servers)
{
    private const string Remedy = "Name a kubeconfig that can be used with --kubeconfig=FILE.";

    /// <summary>Reads one that must be there.</summary>
    /// <exception cref="ConfigurationException">It is missing, empty, unreadable or no kubeconfig.</exception>
    public static Kubeconfig Read(string path)
    {
        var text = Text(path);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ConfigurationException($"the kubeconfig {path} is empty.", Remedy);
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..])
            {
                return new Kubeconfig(path, Scalar(root, "current-context"), Names(root, "contexts", "context", "cluster"),
                    Names(root, "clusters", "cluster", "server"));
            }
        }
        catch (YamlException failure)
        {
            throw new ConfigurationException(
                $"the kubeconfig {path} is no valid YAML: line {failure.Start.Line}, column {failure.Start.Column}.", Remedy, failure);
        }

        throw new ConfigurationException($"{path} is no kubeconfig: it holds no settings.", Remedy);
    }

    /// <summary>
    /// Reads all of it as KubernetesClient wants it. Its own reader prepares for every type of the API first, which takes a third of a second.
    /// </summary>
    /// <exception cref="ConfigurationException">It is missing or unreadable.</exception>
    /// <exception cref="YamlException">It is no kubeconfig.</exception>
    public static K8SConfiguration ReadLogins(string path)
    {
        var configuration = new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<K8SConfiguration>(Text(path));
        // What it names by a relative path is beside it.
        configuration.FileName = path;
        return configuration;
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"the kubeconfig {path} does not exist.", Remedy, failure);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new ConfigurationException(
                $"the kubeconfig {path} cannot be read: {(Directory.Exists(path) ? "it is a folder" : failure.Message)}", Remedy, failure);
        }
    }

    private static Dictionary<string, string> Names(YamlMappingNode root, string list, string entry, string value)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.Children.TryGetValue(list, out var node) && node is YamlSequenceNode items)
        {
            foreach (var item in items.OfType<YamlMappingNode>())
            {
                if (Scalar(item, "name") is { } name && item.Children.TryGetValue(entry, out var details) && details is YamlMappingNode mapping)
                {
                    names.TryAdd(name, Scalar(mapping, value) ?? "");
                }
            }
        }

        return names;
    }

    private static string? Scalar(YamlMappingNode mapping, string name) =>
        mapping.Children.TryGetValue(name, out var node) && node is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;
}
