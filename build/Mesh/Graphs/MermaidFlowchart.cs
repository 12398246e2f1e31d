using System.Text;

namespace MeshBuild.Mesh.Graphs;

/// <summary>A graph as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html).</summary>
public static class MermaidFlowchart
{
    public static string Of(MeshGraph graph)
    {
        var names = graph.Nodes.Index().ToDictionary(pair => pair.Item.Id, pair => $"n{pair.Index}");
        var text = new StringBuilder("flowchart LR\n");
        foreach (var column in graph.Nodes.GroupBy(node => node.Kind))
        {
            text.Append($"  subgraph {column.Key}\n");
            foreach (var node in column)
            {
                text.Append($"    {names[node.Id]}[\"{string.Join("<br/>", node.Lines.Prepend(node.Title).Select(Escaped))}\"]\n");
            }

            text.Append("  end\n");
        }

        foreach (var edge in graph.Edges)
        {
            var arrow = edge.IsPossible && edge.Rate is null ? "-.->" : "-->";
            var label = edge.Label.Length > 0 ? $"|\"{Escaped(edge.Label)}\"|" : "";
            text.Append($"  {names[edge.From]} {arrow}{label} {names[edge.To]}\n");
        }

        return text.ToString();
    }

    // Mermaid's entities are HTML's with # for &; control characters would end a line.
    private static string Escaped(string text) => string.Concat(text.Select(one => char.IsControl(one) ? " "
        : one is '"' or '<' or '>' or '&' or '#' or '`' or ';' or '|' or '\\' ? $"#{(int)one};" : one.ToString()));
}
