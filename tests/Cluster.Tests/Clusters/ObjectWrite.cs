using System.Text.Json.Nodes;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>One state of an object after a write; a deletion has none.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Its spec; null: it was deleted.</param>
public sealed record ObjectWrite(string Kind, string Name, JsonNode? Spec);
