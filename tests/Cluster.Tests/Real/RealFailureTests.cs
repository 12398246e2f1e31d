using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

/// <summary>Beside what may be wrong on every cluster: what takes a registry.</summary>
[Category(RealCluster.Category), NonParallelizable]
public sealed class RealFailureTests() : FailureTests(RealClusterSetup.Cluster)
{
    [Test]
    public async Task A_registry_that_asks_for_a_login_is_named_before_anything_is_built()
    {
        await RealClusterSetup.Cluster.AskForLoginAsync("user:password");
        try
        {
            var configuration = new Dictionary<string, string?> { ["DOCKER_CONFIG"] = Folder };
            var refused = (await Script.RunWithAsync(configuration, "PushImages")).ShouldExit(1)
                .ShouldSay(Cluster.Environment["MESH_REGISTRY"]!, "MESH_REGISTRY_USER", "MESH_REGISTRY_PASSWORD");
            refused.Output.ShouldNotContain("PushImages\n");

            configuration["MESH_REGISTRY_USER"] = "user";
            configuration["MESH_REGISTRY_PASSWORD"] = "password";
            (await Script.RunWithAsync(configuration, "PushImages")).ShouldExit(0);
        }
        finally
        {
            await RealClusterSetup.Cluster.AskForLoginAsync(null);
        }
    }
}
