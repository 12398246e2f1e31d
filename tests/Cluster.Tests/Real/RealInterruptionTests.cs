using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

[Category(RealCluster.Category), NonParallelizable]
public sealed class RealInterruptionTests() : InterruptionTests(RealClusterSetup.Cluster);
