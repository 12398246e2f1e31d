namespace MeshBuild.Mesh.Tracing;

/// <summary>A request's way through the mesh.</summary>
/// <param name="Id">Its id, as Jaeger shows it.</param>
/// <param name="Spans">Its steps, at least one.</param>
public sealed record Trace(string Id, IReadOnlyList<Span> Spans)
{
    /// <summary>When its first step began.</summary>
    public DateTimeOffset Start => Spans.Min(span => span.Start);

    /// <summary>From then to the end of its last step.</summary>
    public TimeSpan Duration => Spans.Max(span => span.End) - Start;
}
