namespace MeshBuild.Cluster.Tests;

/// <summary>What the program says of failures that are caused in more than one way: it is the same each time.</summary>
internal static class Said
{
    public static string[] OfNoAnswer { get; } = ["does not answer", "refused", "--context"];

    public static string[] OfNewerKubernetes { get; } =
        ["Istio 1.10.0 does not work on Kubernetes 1.25.3", "1.18 to 1.24", "Nothing was changed", "--istio-version"];

    /// <summary>Of the revision canary.</summary>
    public static string[] OfAnotherRevision(string @namespace) => ["istio.io/rev=canary", $"kubectl label namespace {@namespace} istio.io/rev-"];
}
