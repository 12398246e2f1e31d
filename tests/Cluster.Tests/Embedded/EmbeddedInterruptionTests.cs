using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedInterruptionTests() : InterruptionTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
