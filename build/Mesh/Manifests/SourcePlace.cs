using YamlDotNet.Core;

namespace MeshBuild.Mesh.Manifests;

/// <summary>A place in a file, shown with the line itself and a caret under the column.</summary>
internal static class SourcePlace
{
    public static string Show(string file, Mark mark, IReadOnlyList<string> lines, string message)
    {
        var text = $"{file}:{mark.Line}:{mark.Column}: {message}";
        if (mark.Line < 1 || mark.Line > lines.Count)
        {
            return text;
        }

        var line = lines[(int)mark.Line - 1].TrimEnd().Replace('\t', ' ');
        var shown = line.Length > 160 ? line[..160] : line;
        return $"{text}\n    {shown}\n    {new string(' ', (int)Math.Clamp(mark.Column - 1, 0, shown.Length))}^";
    }
}
