using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Resources;

namespace MeshBuild.Lint.Schema;

/// <summary>What Kubernetes 1.18 to 1.24 and Istio 1.10 serve.</summary>
internal static class ServedTypes
{
    private static readonly Lazy<ILookup<string, ServedType>> ByKind = new(() => EmbeddedText.Lines("schema/served.txt")
        .Where(line => !line.StartsWith('#')).Select(Parse).ToLookup(type => type.Kind, StringComparer.Ordinal));

    private static readonly Lazy<HashSet<string>> KnownGroups = new(() => [.. ByKind.Value.SelectMany(types => types).Select(type => GroupOf(type.ApiVersion))]);

    private static readonly Lazy<HashSet<(string Group, string Kind)>> ClusterScoped = new(() =>
        [.. ByKind.Value.SelectMany(types => types).Where(type => !type.IsNamespaced).Select(type => (GroupOf(type.ApiVersion), type.Kind))]);

    /// <summary>Every version of a kind in any group.</summary>
    public static IEnumerable<ServedType> OfKind(string kind) => ByKind.Value[kind];

    public static ServedType? Find(string apiVersion, string kind) => OfKind(kind).FirstOrDefault(type => type.ApiVersion == apiVersion);

    /// <summary>The names of the kinds of a group.</summary>
    public static IEnumerable<string> KindsOf(string group) =>
        ByKind.Value.Where(types => types.Any(type => GroupOf(type.ApiVersion) == group)).Select(types => types.Key);

    /// <summary>Whether all kinds of the group are known here; those of others are whatever a cluster has.</summary>
    public static bool KnowsGroup(string group) => KnownGroups.Value.Contains(group);

    /// <summary>The groups whose kinds are known.</summary>
    public static IEnumerable<string> Groups => KnownGroups.Value;

    /// <summary>Whether the object is in no namespace. One of an unknown kind is taken to be in one.</summary>
    public static bool IsClusterScoped(Manifest manifest) => ClusterScoped.Value.Contains((manifest.Group, manifest.Kind));

    public static string GroupOf(string apiVersion) => apiVersion.IndexOf('/') is var slash and >= 0 ? apiVersion[..slash] : "";

    private static ServedType Parse(string line) => line.Split(' ') is [var version, var kind, var scope, var first, var last]
        ? new ServedType(version, kind, scope == "namespaced", first == "-" ? 0 : int.Parse(first), last == "*" ? int.MaxValue : int.Parse(last))
        : throw new InvalidOperationException($"served.txt: {line}");
}
