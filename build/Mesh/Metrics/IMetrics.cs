namespace MeshBuild.Mesh.Metrics;

/// <summary>Where the mesh's metrics are asked for.</summary>
public interface IMetrics
{
    /// <summary>The values of a PromQL expression as they are now; empty when nothing was measured.</summary>
    /// <param name="expression">An expression whose value is an instant vector.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MeshException">Nobody answers there, or the expression is refused.</exception>
    Task<IReadOnlyList<MetricSample>> QueryAsync(string expression, CancellationToken cancellation);
}
