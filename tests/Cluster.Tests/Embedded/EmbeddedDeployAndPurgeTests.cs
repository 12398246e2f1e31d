using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedDeployAndPurgeTests() : DeployAndPurgeTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
