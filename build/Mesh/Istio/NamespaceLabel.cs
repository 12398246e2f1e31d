using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Istio;

/// <summary>LabelNamespace: <c>istio-injection=enabled</c>, with its earlier value kept for Purge.</summary>
public sealed class NamespaceLabel(ICluster cluster, InventoryStore inventory, IReporter reporter)
{
    private const string Target = "LabelNamespace";
    private const string Label = "istio-injection";
    private const string Revision = "istio.io/rev";

    /// <summary>Labels the workloads' namespace, which is created if need be.</summary>
    /// <exception cref="MeshException">It is labelled for another revision.</exception>
    public async Task EnsureAsync(MeshSettings settings, Deadline deadline)
    {
        var name = settings.Namespace;
        var identity = ObjectIdentity.Of(ResourceTypes.Namespaces, "", name);
        if (await new NamespaceGate(cluster, reporter).EnsureAsync(name, () => inventory.RecordAsync([identity], Target, deadline.Token), deadline))
        {
            reporter.Say($"namespace/{name} created");
        }

        if (settings.Injection != InjectionMode.Auto)
        {
            reporter.Say($"namespace/{name} is not labelled: injection is {settings.Injection.ToString().ToLowerInvariant()}");
            return;
        }

        var found = await cluster.FindAsync(ResourceTypes.Namespaces, null, name, deadline.Token)
            ?? throw new MeshException($"namespace/{name} was deleted while this run worked on it.", "Run the same command again.");
        if (found.Labels.TryGetValue(Revision, out var revision) && revision != "default")
        {
            throw new MeshException(
                $"namespace/{name} is labelled {Revision}={revision}: its pods belong to another revision of Istio than the one installed here.",
                $"Take the label off (kubectl label namespace {name} {Revision}-), or say --namespace=OTHER.");
        }

        if (found.Labels.GetValueOrDefault(Label) == "enabled")
        {
            reporter.Say($"namespace/{name} is labelled {Label}=enabled");
        }
        else
        {
            await inventory.RecordLabelAsync(name, Label, found.Labels.GetValueOrDefault(Label), deadline.Token);
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Label] = "enabled" } } };
            found = await cluster.PatchAsync(ResourceTypes.Namespaces, null, name, patch, deadline.Token);
            reporter.Say($"namespace/{name} labelled {Label}=enabled");
        }

        await ExplainAsync(found, deadline.Token);
    }

    // Pods that get no sidecar although the namespace asks for one: no failure, but nobody should wonder.
    private async Task ExplainAsync(KubeObject @namespace, CancellationToken cancellation)
    {
        foreach (var type in new[] { ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets })
        {
            foreach (var workload in (await cluster.ListAsync(type, @namespace.Name, null, cancellation)).Items)
            {
                var template = new KubeObject(workload.At("spec", "template") as JsonObject ?? []);
                var decision = InjectionDecision.Decide(template.Labels, template.Annotations,
                    (bool?)template.At("spec", "hostNetwork") ?? false, @namespace.Name, @namespace.Labels);
                if (!decision.Injected)
                {
                    reporter.Warn($"{type.Kind.ToLowerInvariant()}/{workload.Name} gets no sidecar: {decision.Reason} (row {decision.Row} of Istio's table)");
                }
            }
        }
    }
}
