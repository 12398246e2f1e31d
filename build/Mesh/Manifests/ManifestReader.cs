using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Mesh.Manifests;

/// <summary>Reads manifests, with the place of everything in them. Every broken file is named, not only the first.</summary>
public static class ManifestReader
{
    private const string Remedy = "Mend the lines above and run the same command again; nothing was applied.";

    /// <summary>Reads files.</summary>
    /// <param name="files">The files, absolute.</param>
    /// <param name="root">The folder that shown paths start from.</param>
    /// <exception cref="ManifestException">Every fault of every file.</exception>
    public static IReadOnlyList<ManifestDocument> ReadFiles(IEnumerable<string> files, string root)
    {
        var faults = new List<string>();
        var documents = files.SelectMany(file => Read(Text(file), Path.GetRelativePath(root, file), faults)).ToList();
        return faults.Count == 0 ? documents : throw new ManifestException(string.Join('\n', faults), Remedy);
    }

    /// <summary>Reads a stream, as a tool wrote it.</summary>
    /// <inheritdoc cref="ReadFiles" />
    public static IReadOnlyList<ManifestDocument> ReadText(string text, string name)
    {
        var faults = new List<string>();
        var documents = Read(text, name, faults);
        return faults.Count == 0 ? documents : throw new ManifestException(string.Join('\n', faults), Remedy);
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"{file} cannot be read: {failure.Message}", Remedy, failure);
        }
    }

    private static List<ManifestDocument> Read(string text, string file, List<string> faults)
    {
        var lines = text.Split('\n');
        var documents = new List<ManifestDocument>();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            foreach (var root in stream.Documents.Select(document => document.RootNode))
            {
                if (root is YamlMappingNode mapping)
                {
                    Add(documents, mapping, file, lines, faults);
                }
                else if (root is not YamlScalarNode { Value: null or "" })
                {
                    faults.Add(SourcePlace.Show(file, root.Start, lines, "an object is expected, with apiVersion, kind and metadata"));
                }
            }
        }
        catch (YamlException failure)
        {
            var place = Place(failure, lines);
            faults.Add(SourcePlace.Show(file, place, lines, Explain(failure, place, lines)));
        }

        return documents;
    }

    private static void Add(List<ManifestDocument> documents, YamlMappingNode mapping, string file, string[] lines, List<string> faults)
    {
        var json = (JsonObject)YamlJson.Convert(mapping)!;
        if (json["items"] is JsonArray && ((string?)json["kind"])?.EndsWith("List", StringComparison.Ordinal) == true)
        {
            foreach (var item in ((YamlSequenceNode)mapping.Children["items"]).OfType<YamlMappingNode>())
            {
                Add(documents, item, file, lines, faults);
            }

            return;
        }

        var value = new KubeObject(json);
        foreach (var (missing, name) in new[] { (value.ApiVersion, "apiVersion"), (value.Kind, "kind"), (value.Name, "metadata.name") })
        {
            if (missing.Length == 0 && (name != "metadata.name" || json["metadata"]?["generateName"] is null))
            {
                faults.Add(SourcePlace.Show(file, mapping.Start, lines, $"the object has no {name}"));
                return;
            }
        }

        documents.Add(new ManifestDocument(file, mapping, value, lines));
    }

    // The parser names where the surrounding node began; where it stopped is nearer to the fault.
    private static Mark Place(YamlException failure, string[] lines)
    {
        if (failure is AnchorNotFoundException && failure.Message.Split('\'') is [_, var anchor, ..]
            && Array.FindIndex(lines, line => line.Contains("*" + anchor, StringComparison.Ordinal)) is var index and >= 0)
        {
            return new Mark(0, index + 1, lines[index].IndexOf("*" + anchor, StringComparison.Ordinal) + 1);
        }

        return failure.End.CompareTo(failure.Start) > 0 ? failure.End : failure.Start;
    }

    private static string Explain(YamlException failure, Mark place, string[] lines)
    {
        var message = failure.InnerException?.Message ?? failure.Message;
        return place.Line >= 1 && place.Line <= lines.Length && lines[place.Line - 1].Contains('\t')
            ? $"{message} (the line has a tab, which YAML does not allow for indentation)"
            : message;
    }
}
