using System.Globalization;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Tracing;

/// <summary>A trace as a tree of its spans, each with a bar whose offset and length are to the scale of the trace.</summary>
public static class TraceTable
{
    /// <summary>How many characters the whole trace is long.</summary>
    public const int Width = 40;

    private const char Block = '█';

    public static Table Of(Trace trace)
    {
        var start = trace.Start;
        return new Table(["SPAN", "SERVICE", "", "START", "DURATION", ""],
            [.. Tree(trace).Select(line => new[]
            {
                line.Lead + line.Span.Name, line.Span.Service, Bar(line.Span.Start - start, line.Span.Duration, trace.Duration),
                "+" + Time(line.Span.Start - start), Time(line.Span.Duration), line.Span.IsError ? "error" : "",
            })],
            string.Create(CultureInfo.InvariantCulture, $"trace {trace.Id}, {Time(trace.Duration)}, {trace.Spans.Count} spans, {start:yyyy-MM-dd HH:mm:ss} UTC"));
    }

    /// <summary>A time in the unit that suits it: <c>850µs</c>, <c>12.5ms</c>, <c>1.25s</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0}µs"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.##}ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##}s"),
    };

    // At least one character, and all within the width.
    private static string Bar(TimeSpan offset, TimeSpan length, TimeSpan whole)
    {
        var scale = whole > TimeSpan.Zero ? Width / (double)whole.Ticks : 0;
        var from = Math.Min(Width - 1, (int)Math.Round(offset.Ticks * scale));
        var to = Math.Clamp((int)Math.Round((offset + length).Ticks * scale), from + 1, Width);
        return new string(' ', from) + new string(Block, to - from) + new string(' ', Width - to);
    }

    // Depth first, siblings in the order of their start. A span without a known parent is a root; so is one of a ring, which no trace should have.
    private static IEnumerable<(string Lead, Span Span)> Tree(Trace trace)
    {
        var ids = trace.Spans.Select(span => span.Id).ToHashSet(StringComparer.Ordinal);
        var children = trace.Spans.ToLookup(span => span.ParentId is { } parent && parent != span.Id && ids.Contains(parent) ? parent : "");
        var lines = new List<(string Lead, Span Span)>();
        var seen = new HashSet<Span>(ReferenceEqualityComparer.Instance);
        foreach (var root in Ordered(children[""]).Concat(Ordered(trace.Spans)))
        {
            Add(root, "", "");
        }

        return lines;

        void Add(Span span, string lead, string below)
        {
            if (!seen.Add(span))
            {
                return;
            }

            lines.Add((lead, span));
            var parts = Ordered(children[span.Id]).ToList();
            foreach (var (index, part) in parts.Index())
            {
                var isLast = index == parts.Count - 1;
                Add(part, below + (isLast ? "└ " : "├ "), below + (isLast ? "  " : "│ "));
            }
        }
    }

    private static IOrderedEnumerable<Span> Ordered(IEnumerable<Span> spans) => spans.OrderBy(span => span.Start).ThenBy(span => span.Id, StringComparer.Ordinal);
}
