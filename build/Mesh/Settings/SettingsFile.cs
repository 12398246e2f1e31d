using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Mesh.Settings;

/// <summary>mesh.yaml: settings by name, each with its place.</summary>
internal static class SettingsFile
{
    public static IReadOnlyList<(string Name, string Text, string Where)> Read(string path, List<string> problems)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var file = Path.GetFileName(path);
        var stream = new YamlStream();
        try
        {
            using var reader = File.OpenText(path);
            stream.Load(reader);
        }
        catch (YamlException failure)
        {
            problems.Add($"{file}:{failure.Start.Line}:{failure.Start.Column}: {failure.InnerException?.Message ?? failure.Message}");
            return [];
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
        {
            return [];
        }

        if (stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            problems.Add($"{file}:1:1: settings are expected, as in `timeout: 10m`");
            return [];
        }

        return [.. root.Children.Select(pair => (
            pair.Key.ToString(), Text(pair.Value), $"{file}:{pair.Key.Start.Line}:{pair.Key.Start.Column}"))];
    }

    private static string Text(YamlNode node) => node switch
    {
        YamlSequenceNode list => string.Join(',', list.Select(item => item.ToString())),
        YamlScalarNode scalar => scalar.Value ?? "",
        _ => node.ToString(),
    };
}
