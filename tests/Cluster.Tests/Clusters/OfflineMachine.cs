namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>A machine that has no kubeconfig, no Docker engine and no network, and whose user has set nothing.</summary>
internal static class OfflineMachine
{
    /// <summary>What its shell has exported; null takes a variable away.</summary>
    /// <param name="home">The user's home.</param>
    public static Dictionary<string, string?> Environment(string home)
    {
        var environment = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            // Where Cake comes from is the build's affair, which is done.
            .Where(name => name.StartsWith("MESH_", StringComparison.Ordinal) && name != "MESH_CAKE_FEED")
            .Append("KUBECONFIG").ToDictionary(name => name, _ => (string?)null);
        environment["HOME"] = home;
        environment["DOCKER_HOST"] = "unix:///nowhere.sock";
        environment["HTTPS_PROXY"] = environment["https_proxy"] = "http://127.0.0.1:9";
        environment["NO_PROXY"] = environment["no_proxy"] = "127.0.0.1,0.0.0.0,localhost";
        return environment;
    }
}
