using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedCanaryTests() : CanaryTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
