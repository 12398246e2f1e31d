using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MeshBuild.Mesh.Graphs;

/// <summary>A graph as a drawing: a column for each kind of node, from the left to the right as requests go.</summary>
public static class SvgDrawing
{
    private const int Margin = 30;
    private const int BoxWidth = 250;
    private const int Gap = 190;
    private const int Heading = 40;
    private const int TitleHeight = 28;
    private const int LineHeight = 16;
    private const int Spacing = 24;
    private const int LongestTitle = 28;
    private const int LongestLine = 38;
    private const int LongestLabel = 28;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private const string Style = """
        text { font-family: sans-serif; font-size: 12px; fill: #222 }
        .heading { font-size: 15px; font-weight: bold; fill: #555 }
        .title { font-weight: bold; font-size: 13px }
        .box { stroke-width: 1.5; rx: 6px }
        .Ingress .box { fill: #e8f1fd; stroke: #3b78c4 }
        .Route .box { fill: #fdf4e3; stroke: #c48a1f }
        .Service .box { fill: #e9f7ec; stroke: #3c9a55 }
        .Egress .box { fill: #f6eafa; stroke: #8d4fb0 }
        .edge path { fill: none; stroke: #666; stroke-width: 1.5 }
        .possible path { stroke-dasharray: 5 4; stroke: #aaa }
        .label text { font-size: 11px; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
        """;

    public static XDocument Of(MeshGraph graph)
    {
        var boxes = new Dictionary<string, (int X, int Y, int Height)>();
        var bottom = Margin + Heading;
        foreach (var column in graph.Nodes.GroupBy(node => node.Kind))
        {
            var y = Margin + Heading;
            foreach (var node in column)
            {
                var height = TitleHeight + node.Lines.Count * LineHeight + (node.Lines.Count > 0 ? LineHeight / 2 : 0);
                boxes[node.Id] = (X(column.Key), y, height);
                y += height + Spacing;
            }

            bottom = Math.Max(bottom, y);
        }

        var kinds = Enum.GetValues<GraphNodeKind>();
        var width = X(kinds[^1]) + BoxWidth + Margin + Gap / 2;
        var total = bottom + Margin;
        return new XDocument(new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {width} {total}"), new XAttribute("width", width), new XAttribute("height", total), new XAttribute("role", "img"),
            new XElement(Svg + "title", "The mesh from its ingress to its egress"),
            new XElement(Svg + "style", Style),
            new XElement(Svg + "defs", new XElement(Svg + "marker", new XAttribute("id", "arrow"), new XAttribute("viewBox", "0 0 8 8"), new XAttribute("refX", 7), new XAttribute("refY", 4),
                new XAttribute("markerWidth", 8), new XAttribute("markerHeight", 8), new XAttribute("orient", "auto"),
                new XElement(Svg + "path", new XAttribute("d", "M0 0 L8 4 L0 8 z"), new XAttribute("fill", "#666")))),
            new XElement(Svg + "rect", new XAttribute("width", width), new XAttribute("height", total), new XAttribute("fill", "#fff")),
            kinds.Select(kind => Text(X(kind), Margin + LineHeight, "heading", kind switch
            {
                GraphNodeKind.Ingress => "Ingress",
                GraphNodeKind.Route => "Routes",
                GraphNodeKind.Service => "Services",
                _ => "Egress",
            })),
            // Boxes cover the edges that pass behind them, and labels cover boxes.
            graph.Edges.Select(edge => Edge(edge, boxes[edge.From], boxes[edge.To])),
            graph.Nodes.Select(node => Node(node, boxes[node.Id])),
            graph.Edges.Where(edge => edge.Label.Length > 0).Select(edge => Label(edge, boxes[edge.From], boxes[edge.To]))));
    }

    private static int X(GraphNodeKind kind) => Margin + (int)kind * (BoxWidth + Gap);

    private static XElement Node(GraphNode node, (int X, int Y, int Height) box) => new(Svg + "g",
        new XAttribute("class", $"node {node.Kind}"), new XAttribute("data-id", Clean(node.Id)),
        new XElement(Svg + "title", Clean(string.Join('\n', node.Lines.Prepend(node.Title)))),
        new XElement(Svg + "rect", new XAttribute("class", "box"), new XAttribute("x", box.X), new XAttribute("y", box.Y), new XAttribute("width", BoxWidth), new XAttribute("height", box.Height)),
        Text(box.X + 10, box.Y + 19, "title", Short(node.Title, LongestTitle)),
        node.Lines.Select((line, index) => Text(box.X + 10, box.Y + TitleHeight + 12 + index * LineHeight, "line", Short(line, LongestLine))));

    private static XElement Edge(GraphEdge edge, (int X, int Y, int Height) from, (int X, int Y, int Height) to)
    {
        var curve = Curve(from, to);
        return new XElement(Svg + "g", new XAttribute("class", edge.IsPossible && edge.Rate is null ? "edge possible" : "edge"),
            new XAttribute("data-from", Clean(edge.From)), new XAttribute("data-to", Clean(edge.To)),
            new XElement(Svg + "path", new XAttribute("marker-end", "url(#arrow)"),
                new XAttribute("d", $"M{curve.X1} {curve.Y1} C{curve.X2} {curve.Y1} {curve.X3} {curve.Y2} {curve.X4} {curve.Y2}")));
    }

    private static XElement Label(GraphEdge edge, (int X, int Y, int Height) from, (int X, int Y, int Height) to)
    {
        // The curve's middle.
        var curve = Curve(from, to);
        var x = (curve.X1 + 3 * curve.X2 + 3 * curve.X3 + curve.X4) / 8;
        return new XElement(Svg + "g", new XAttribute("class", "label"), new XAttribute("data-from", Clean(edge.From)), new XAttribute("data-to", Clean(edge.To)),
            new XElement(Svg + "title", Clean(edge.Label)), Text(x, (curve.Y1 + curve.Y2) / 2 - 4, "way", Short(edge.Label, LongestLabel)));
    }

    // From the right side to the next column's left; to the same column or back, around on the right side.
    private static (int X1, int X2, int X3, int X4, int Y1, int Y2) Curve((int X, int Y, int Height) from, (int X, int Y, int Height) to)
    {
        var (right, y1, y2) = (from.X + BoxWidth, from.Y + from.Height / 2, to.Y + to.Height / 2);
        return to.X > from.X
            ? (right, right + Gap / 2, to.X - Gap / 2, to.X, y1, y2)
            : (right, right + Gap / 2, to.X + BoxWidth + Gap / 2, to.X + BoxWidth, y1, y2);
    }

    private static XElement Text(int x, int y, string style, string text) =>
        new(Svg + "text", new XAttribute("class", style), new XAttribute("x", x), new XAttribute("y", y), Clean(text));

    private static string Short(string text, int longest) => text.Length <= longest ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text[..(longest - (char.IsHighSurrogate(text[longest - 2]) ? 2 : 1))]}…");

    // What XML has no way to write.
    private static string Clean(string text)
    {
        var clean = text.ToCharArray();
        for (var index = 0; index < clean.Length; index++)
        {
            if (index + 1 < clean.Length && XmlConvert.IsXmlSurrogatePair(clean[index + 1], clean[index]))
            {
                index++;
            }
            else if (!XmlConvert.IsXmlChar(clean[index]))
            {
                clean[index] = '\uFFFD';
            }
        }

        return new string(clean);
    }
}
