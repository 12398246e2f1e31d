using System.Globalization;
using System.Xml.Linq;
using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Canaries;

/// <summary>Draws the course of a canary as SVG: the share of requests, and success and p99 of both versions.</summary>
public static class CanaryReport
{
    private const int Width = 860;
    private const int Left = 70;
    private const int Plot = 620;
    private const int Height = 130;
    private const int Top = 50;
    private const int Gap = 50;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Writes the file, whole or not at all.</summary>
    public static async Task WriteAsync(string file, CanaryCurve curve, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var part = file + ".part";
        await File.WriteAllTextAsync(part, Draw(curve).ToString(), cancellation);
        File.Move(part, file, overwrite: true);
    }

    /// <summary>The drawing.</summary>
    public static XDocument Draw(CanaryCurve curve)
    {
        var end = Math.Max(1, curve.Points.Max(point => point.After.TotalSeconds));
        var slowest = Math.Max(1, curve.Points.SelectMany(point => new[] { Latency(point.Stable), Latency(point.Canary) }).Max() ?? 1);
        var (stable, canary) = (curve.Note.EarlierVersion, curve.Note.Version);
        var root = new XElement(Svg + "svg", new XAttribute("width", Width), new XAttribute("height", Top + (3 * (Height + Gap))),
            new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 12),
            new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "white")),
            Text(Left, 24, $"Canary of {curve.Note.Service}: {curve.Note.Image}", 16));
        root.Add(Panel(0, $"requests to {canary}", "%", 100, end, ("canary", canary, curve.Points.Select(point => (point.After, (double?)point.Stage.Percent)), true)));
        root.Add(Panel(1, "succeeded", "%", 100, end,
            ("stable", stable, curve.Points.Select(point => (point.After, point.Stable.Success)), false),
            ("canary", canary, curve.Points.Select(point => (point.After, point.Canary.Success)), false)));
        root.Add(Panel(2, "p99", "ms", slowest, end,
            ("stable", stable, curve.Points.Select(point => (point.After, Latency(point.Stable))), false),
            ("canary", canary, curve.Points.Select(point => (point.After, Latency(point.Canary))), false)));
        return new XDocument(root);
    }

    private static double? Latency(Traffic traffic) => traffic.P99?.TotalMilliseconds;

    private static IEnumerable<XElement> Panel(
        int row, string title, string unit, double top, double end, params (string Class, string Name, IEnumerable<(TimeSpan After, double? Value)> Points, bool IsStair)[] lines)
    {
        var y = Top + (row * (Height + Gap));
        yield return Text(Left, y - 6, title);
        yield return new XElement(Svg + "path", new XAttribute("d", $"M{Left},{y} V{y + Height} H{Left + Plot}"), new XAttribute("fill", "none"), new XAttribute("stroke", "#888"));
        yield return Text(8, y + 10, $"{Rounded(top)} {unit}");
        yield return Text(8, y + Height, $"0 {unit}");
        yield return Text(Left + Plot - 40, y + Height + 16, $"{Rounded(end)} s");
        foreach (var (name, label, points, isStair) in lines)
        {
            var known = points.Where(point => point.Value is not null)
                .Select(point => (X: Left + (Plot * point.After.TotalSeconds / end), Y: y + (Height * (1 - Math.Min(1, point.Value!.Value / top))))).ToList();
            if (known.Count == 0)
            {
                continue;
            }

            var path = string.Concat(known.Skip(1).Select(point => isStair ? $" H{Number(point.X)} V{Number(point.Y)}" : $" L{Number(point.X)},{Number(point.Y)}"));
            yield return new XElement(Svg + "path", new XAttribute("class", name), new XAttribute("d", $"M{Number(known[0].X)},{Number(known[0].Y)}{path}"),
                new XAttribute("fill", "none"),
                // Where both are the same, both are seen.
                new XAttribute("stroke-width", name == "canary" ? 2 : 6), new XAttribute("stroke-opacity", name == "canary" ? 1 : 0.4), new XAttribute("stroke", Colour(name)));
            var mark = Text(Left + Plot + 8, name == "canary" ? y + 14 : y + 32, label);
            mark.SetAttributeValue("fill", Colour(name));
            yield return mark;
        }
    }

    private static string Colour(string name) => name == "canary" ? "#d97706" : "#2563eb";

    private static XElement Text(double x, double y, string text, int size = 12) =>
        new(Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("font-size", size), text);

    private static string Rounded(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
