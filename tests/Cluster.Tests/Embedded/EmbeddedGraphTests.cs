using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

[Parallelizable]
public sealed class EmbeddedGraphTests() : GraphTests(new EmbeddedCluster(EmbeddedClusterSetup.Release));
