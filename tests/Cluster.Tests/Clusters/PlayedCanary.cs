namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>How a canary behaves.</summary>
public enum PlayedCanary
{
    /// <summary>It gets no requests.</summary>
    Silent,

    /// <summary>As the stable version.</summary>
    Healthy,

    /// <summary>Its answers take two seconds.</summary>
    Slow,

    /// <summary>A fifth of its answers are 503.</summary>
    Failing,
}
