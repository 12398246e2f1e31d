using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedDashboardTests() : DashboardTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
