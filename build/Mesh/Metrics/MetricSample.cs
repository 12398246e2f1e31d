namespace MeshBuild.Mesh.Metrics;

/// <summary>One value of the answer to a query.</summary>
/// <param name="Labels">The labels that the query keeps apart.</param>
/// <param name="Value">The value; NaN where there is nothing to divide by.</param>
public sealed record MetricSample(IReadOnlyDictionary<string, string> Labels, double Value);
