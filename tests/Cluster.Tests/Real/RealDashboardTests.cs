using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

[Category(RealCluster.Category), NonParallelizable]
public sealed class RealDashboardTests() : DashboardTests(RealClusterSetup.Cluster);
