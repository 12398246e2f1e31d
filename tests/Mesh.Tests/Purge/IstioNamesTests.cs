using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Purge;

namespace MeshBuild.Mesh.Tests.Purge;

/// <summary>Without an inventory the known names have to find whatever a plain uninstall left in a cluster, as it was measured.</summary>
public sealed class IstioNamesTests
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["clusterrolebindings.rbac.authorization.k8s.io"] = "ClusterRoleBinding",
        ["clusterroles.rbac.authorization.k8s.io"] = "ClusterRole",
        ["configmaps"] = "ConfigMap",
        ["customresourcedefinitions.apiextensions.k8s.io"] = "CustomResourceDefinition",
        ["deployments.apps"] = "Deployment",
        ["monitoringdashboards.monitoring.kiali.io"] = "MonitoringDashboard",
        ["namespaces"] = "Namespace",
        ["rolebindings.rbac.authorization.k8s.io"] = "RoleBinding",
        ["roles.rbac.authorization.k8s.io"] = "Role",
        ["secrets"] = "Secret",
        ["serviceaccounts"] = "ServiceAccount",
        ["services"] = "Service",
    };

    // What the cluster makes of the rest or puts into every namespace: found by its owner or its namespace.
    private static readonly string[] Derived = ["apiservices.apiregistration.k8s.io", "pods", "replicasets.apps"];
    private static readonly string[] Generated = ["default", "kube-root-ca.crt"];

    [Test]
    public void Everything_that_a_plain_uninstall_leaves_is_known()
    {
        var unknown = Leftovers()
            .Where(item => !Derived.Contains(item.Type) && !Generated.Contains(item.Name) && !item.Name.Contains("-token-", StringComparison.Ordinal))
            .Select(item => new ObjectIdentity(item.Type.Contains('.') ? item.Type[(item.Type.IndexOf('.') + 1)..] : "", "v1", item.Type.Split('.')[0], Kinds[item.Type], item.Namespace, item.Name))
            .Where(identity => !IstioNames.IsControlPlane(identity) && !IstioNames.IsAddon(identity));
        unknown.ShouldBeEmpty();
    }

    [TestCase("ConfigMap", "istio-system", "precious")]
    [TestCase("ConfigMap", "default", "istio")]
    [TestCase("Deployment", "default", "istiod")]
    [TestCase("ClusterRole", "", "istio-reader")]
    public void What_only_looks_like_it_is_not(string kind, string @namespace, string name)
    {
        var identity = new ObjectIdentity("", "v1", "", kind, @namespace, name);
        (IstioNames.IsControlPlane(identity) || IstioNames.IsAddon(identity)).ShouldBeFalse();
    }

    private static List<(string Type, string Namespace, string Name)> Leftovers()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "build.sh")))
        {
            folder = folder.Parent;
        }

        var file = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "istio-1.10", "leftovers-after-runbook-purge.txt");
        if (!File.Exists(file))
        {
            Assert.Ignore("../shared/istio-1.10 is not here");
        }

        return [.. File.ReadLines(file).Select(line => line.Split(' ')).Where(words => words.Length == 3)
            .Select(words => (words[0], words[1] == "-" ? "" : words[1], words[2]))];
    }
}
