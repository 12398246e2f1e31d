namespace MeshBuild.Rehearsal.Requests;

/// <summary>A path of the API taken apart: <c>/apis/apps/v1/namespaces/NS/deployments/NAME/status</c>. What is not there is empty.</summary>
public sealed record RequestPath(string Group, string Version, string Namespace, string Plural, string Name, string Subresource, string Rest)
{
    /// <summary>The old way to say <c>watch=true</c>: <c>/api/v1/watch/namespaces/NS/pods</c>.</summary>
    public bool IsWatch { get; private init; }

    /// <summary>Null when the path is not one of resources.</summary>
    public static RequestPath? Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        if (parts is ["api", var core, .. var coreParts] && coreParts.Length > 0)
        {
            return Parse("", core, coreParts);
        }

        return parts is ["apis", var group, var version, .. var groupParts] && groupParts.Length > 0 ? Parse(group, version, groupParts) : null;
    }

    private static RequestPath Parse(string group, string version, string[] parts)
    {
        if (parts is ["watch", .. var watched] && watched.Length > 0)
        {
            return Parse(group, version, watched) with { IsWatch = true };
        }

        var isNamespaceItself = parts is ["namespaces"] or ["namespaces", _] or ["namespaces", _, "status" or "finalize"];
        var @namespace = parts[0] == "namespaces" && !isNamespaceItself ? Uri.UnescapeDataString(parts[1]) : "";
        var rest = @namespace.Length > 0 ? parts[2..] : parts;
        return new RequestPath(group, version, @namespace, rest[0], Part(rest, 1), Part(rest, 2), string.Join('/', rest.Skip(3)));
    }

    private static string Part(string[] parts, int index) => index < parts.Length ? Uri.UnescapeDataString(parts[index]) : "";
}
