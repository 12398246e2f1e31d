namespace MeshBuild.Mesh.Tracing;

/// <summary>A step of a trace.</summary>
/// <param name="Id">Its id within the trace.</param>
/// <param name="ParentId">The step that it is part of; null: it is the whole, or its parent is not known.</param>
/// <param name="Name">What was done.</param>
/// <param name="Service">Who did it.</param>
/// <param name="Start">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="IsError">Whether it failed.</param>
public sealed record Span(string Id, string? ParentId, string Name, string Service, DateTimeOffset Start, TimeSpan Duration, bool IsError)
{
    public DateTimeOffset End => Start + Duration;
}
