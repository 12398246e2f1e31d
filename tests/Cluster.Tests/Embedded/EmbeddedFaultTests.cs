using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedFaultTests() : FaultTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
