namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Who asks. Everybody who is logged in may do everything.</summary>
public sealed record RequestUser(string Name, IReadOnlyList<string> Groups)
{
    public static RequestUser Administrator { get; } = new("kubernetes-admin", ["system:masters", "system:authenticated"]);

    /// <summary>A controller inside the server.</summary>
    public static RequestUser Controller(string name) =>
        new($"system:serviceaccount:kube-system:{name}", ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]);

    public static RequestUser Node(string name) => new($"system:node:{name}", ["system:nodes", "system:authenticated"]);
}
