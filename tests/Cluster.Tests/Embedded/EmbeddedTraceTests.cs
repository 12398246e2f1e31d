using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedTraceTests() : TraceTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
