using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Objects;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary><c>x uninstall --purge</c>: the profile's objects, the types last; the namespace and what istiod wrote are left.</summary>
internal sealed class Uninstall(ApiServer api, TextWriter output, TextWriter error)
{
    private static readonly string[] Order =
    [
        "IstioOperator", "PodDisruptionBudget", "Deployment", "Service", "ConfigMap", "ServiceAccount", "RoleBinding", "Role", "EnvoyFilter",
        "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
    ];

    public async Task<int> RunAsync(CommandLine line, CancellationToken cancellation)
    {
        await output.WriteLineAsync("All Istio resources will be pruned from the cluster");
        if (!line.IsConfirmed || !line.Has("purge"))
        {
            await output.WriteAsync("Proceed? (y/N) ");
            await error.WriteLineAsync("Cancelled.");
            return 1;
        }

        foreach (var value in DemoProfile.All.Append(DemoProfile.InstalledState).OrderBy(value => Array.IndexOf(Order, Manifest.Kind(value))).ThenBy(Manifest.Name, StringComparer.Ordinal))
        {
            if (await api.DeleteAsync(ApiServer.PathOf(value), cancellation))
            {
                await output.WriteLineAsync($"  Removed {Manifest.Kind(value)}:{Manifest.Namespace(value)}:{Manifest.Name(value)}.");
            }
        }

        await error.WriteLineAsync("✔ Uninstall complete");
        return 0;
    }
}
