namespace MeshBuild.Rehearsal.Schema;

/// <summary>A subresource as discovery lists it; <paramref name="Gvk"/> is set when its objects are of another type (Scale).</summary>
public sealed record Subresource(string Name, string Kind, IReadOnlyList<string> Verbs, GroupVersionKind? Gvk);
