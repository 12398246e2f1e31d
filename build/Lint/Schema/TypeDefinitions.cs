using System.Collections.Concurrent;
using MeshBuild.Lint.Resources;

namespace MeshBuild.Lint.Schema;

/// <summary>The types of Kubernetes 1.18 to 1.24 and of Istio 1.10. Only those are read in full that a manifest has.</summary>
internal sealed class TypeDefinitions
{
    private static readonly string[] Files = ["schemas.txt", "kubernetes-1.24.txt", "istio-1.10.txt"];
    private readonly Dictionary<string, List<string>> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Definition> _definitions = new(StringComparer.Ordinal);

    private TypeDefinitions()
    {
        foreach (var file in Files)
        {
            Index(EmbeddedText.Lines("schema/" + file));
        }
    }

    /// <summary>All of them, read when they are first asked for.</summary>
    public static TypeDefinitions All { get; } = new();

    /// <summary>The definition's name of a kind; null when the kind is not known.</summary>
    public string? NameOf(string apiVersion, string kind) =>
        _kinds.GetValueOrDefault($"{(apiVersion.Contains('/') ? apiVersion : "core/" + apiVersion)}/{kind}");

    public Definition? Find(string name) => _definitions.TryGetValue(name, out var known) ? known
        : _lines.ContainsKey(name) ? _definitions.GetOrAdd(name, Build) : null;

    private Definition Build(string name)
    {
        var lines = _lines[name];
        var alias = lines.Find(line => line.StartsWith("= ", StringComparison.Ordinal));
        return new Definition(
            lines.Where(line => line[0] == ' ').Select(Field.Parse).ToDictionary(field => field.Name, StringComparer.Ordinal),
            alias is null ? null : Shape.Parse(alias[2..]));
    }

    private void Index(IEnumerable<string> lines)
    {
        List<string> current = [];
        foreach (var line in lines)
        {
            if (line.StartsWith(' '))
            {
                current.Add(line);
            }
            else if (!line.StartsWith('#'))
            {
                current = Begin(line);
            }
        }
    }

    // NAME [= TYPE] [: GROUP/VERSION/KIND ...]
    private List<string> Begin(string header)
    {
        var parts = header.Split(' ');
        if (!_lines.TryGetValue(parts[0], out var lines))
        {
            _lines.Add(parts[0], lines = []);
        }

        var kinds = Array.IndexOf(parts, ":");
        for (var index = kinds + 1; kinds >= 0 && index < parts.Length; index++)
        {
            _kinds[parts[index]] = parts[0];
        }

        if (parts is [_, "=", var type, ..])
        {
            lines.Add("= " + type);
        }

        return lines;
    }
}
