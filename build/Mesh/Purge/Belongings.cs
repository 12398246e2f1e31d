using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Purge;

/// <summary>
/// Tells what of a cluster belongs to this deployment: what the inventory names, what Istio and the addons are known to
/// make when they are ours, and everything that those own.
/// </summary>
public sealed class Belongings
{
    private readonly HashSet<ObjectIdentity> _recorded;
    private readonly HashSet<(string Name, string Namespace)> _releases;
    private readonly HashSet<string> _uids = [];

    /// <param name="inventory">What Deploy recorded; null: nothing, so that Istio's known names decide.</param>
    /// <param name="kept">What was recorded and shall stay.</param>
    public Belongings(Inventory? inventory, IEnumerable<ObjectIdentity>? kept = null)
    {
        _recorded = inventory is null ? [] : [.. inventory.Objects.Select(entry => entry.Identity)];
        _recorded.ExceptWith(kept ?? []);
        _releases = inventory is null ? [] : [.. inventory.Releases.Select(release => (release.Name, release.Namespace))];
        ControlPlane = inventory is null || _recorded.Any(identity => identity.Kind == "IstioOperator");
        Addons = inventory is null;
        SystemNamespace = inventory is null || _recorded.Any(identity => identity is { Kind: "Namespace", Name: IstioNames.SystemNamespace });
    }

    /// <summary>Whether the control plane is ours to remove.</summary>
    public bool ControlPlane { get; }

    /// <summary>Whether the namespace istio-system is ours to remove, with all that is in it.</summary>
    public bool SystemNamespace { get; }

    /// <summary>Whether the addons are told by their known names, since no inventory names them.</summary>
    private bool Addons { get; }

    /// <summary>
    /// What of the snapshot is ours. Owners are remembered by their uid, so that what they owned is still known once they are gone.
    /// </summary>
    public IReadOnlyList<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> In(ClusterSnapshot snapshot)
    {
        var ours = snapshot.Objects.Where(item => IsOurs(item.Identity, item.Object)).ToList();
        _uids.UnionWith(ours.Select(item => item.Object.Uid));
        var rest = snapshot.Objects.Except(ours).ToList();
        while (true)
        {
            var owned = rest.Where(item => ClusterSnapshot.Owners(item.Object).Any(_uids.Contains)).ToList();
            if (owned.Count == 0)
            {
                return ours;
            }

            _uids.UnionWith(owned.Select(item => item.Object.Uid));
            ours.AddRange(owned);
            rest = [.. rest.Except(owned)];
        }
    }

    /// <summary>Whether the object was found to be ours, or is one that the cluster puts into every namespace.</summary>
    public bool Knows((ObjectIdentity Identity, ResourceType Type, KubeObject Object) item) =>
        _uids.Contains(item.Object.Uid) || IsGenerated(item.Identity, item.Object);

    /// <summary>Whether it goes by itself, since something that was found to be ours made it.</summary>
    public bool Made(KubeObject value) => _uids.Contains(value.Uid) || ClusterSnapshot.Owners(value).Any(_uids.Contains);

    /// <summary>Takes it out of what is ours.</summary>
    public void Leave(ObjectIdentity identity) => _recorded.Remove(identity);

    /// <summary>What of the snapshot would be lost with ours, though nobody here created it.</summary>
    public IReadOnlyList<ObjectIdentity> Foreign(ClusterSnapshot snapshot)
    {
        var ours = In(snapshot).Select(item => item.Identity).ToHashSet();
        return [.. snapshot.Objects
            .Where(item => !ours.Contains(item.Identity) && IsEndangered(item.Identity) && !IsGenerated(item.Identity, item.Object) && !snapshot.IsGoing(item.Object))
            .Select(item => item.Identity)
            .OrderBy(identity => identity.Namespace, StringComparer.Ordinal)
            .ThenBy(identity => identity.Kind, StringComparer.Ordinal)
            .ThenBy(identity => identity.Name, StringComparer.Ordinal)];
    }

    private bool IsOurs(ObjectIdentity identity, KubeObject value) =>
        _recorded.Contains(identity)
        || (ControlPlane && IstioNames.IsControlPlane(identity) && (SystemNamespace || identity is not { Kind: "Namespace" }))
        || (Addons && IstioNames.IsAddon(identity))
        || (SystemNamespace && identity.Namespace == IstioNames.SystemNamespace && IsGenerated(identity, value))
        || IsOfRelease(value);

    private bool IsOfRelease(KubeObject value) =>
        _releases.Count > 0
        && value.Annotations.TryGetValue("meta.helm.sh/release-name", out var name)
        && _releases.Contains((name, value.Annotations.GetValueOrDefault("meta.helm.sh/release-namespace", value.Namespace)));

    private bool IsEndangered(ObjectIdentity identity) =>
        (SystemNamespace && identity.Namespace == IstioNames.SystemNamespace) || (ControlPlane && IstioNames.IsIstioGroup(identity.Group));

    // What the cluster itself puts into every namespace, and what the control plane of one's own writes beside it.
    private static bool IsGenerated(ObjectIdentity identity, KubeObject value) => identity.Kind switch
    {
        "ServiceAccount" => identity.Name == "default",
        "ConfigMap" => identity.Name is "kube-root-ca.crt" or IstioNames.RootCertificate,
        "Secret" => (string?)value.Json["type"] is "kubernetes.io/service-account-token" or "istio.io/key-and-cert",
        "PodMetrics" => true,
        _ => false,
    };
}
