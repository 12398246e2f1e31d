using System.Text.Json.Nodes;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// Applies objects in one <c>kubectl apply</c>. What was not there before is noted in the inventory first, so that a run that is cut off
/// leaves nothing that Purge does not know.
/// </summary>
public sealed class ManifestApplier(ICluster cluster, IKubectl kubectl, InventoryStore inventory, IReporter reporter)
{
    // More than these are counted instead of named.
    private const int Named = 12;

    /// <summary>Applies the objects.</summary>
    /// <param name="objects">What to apply.</param>
    /// <param name="defaultNamespace">The namespace of those that name none.</param>
    /// <param name="target">The target that asks, for the inventory.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MeshException">kubectl refused some; names them and the cause.</exception>
    public async Task<ApplyResult> ApplyAsync(
        IReadOnlyList<KubeObject> objects, string defaultNamespace, string target, CancellationToken cancellation)
    {
        if (objects.Count == 0)
        {
            return new ApplyResult([], [], []);
        }

        await RefuseCanariesAsync(objects, defaultNamespace, cancellation);
        await RecordNewAsync(objects, defaultNamespace, target, cancellation);
        var stream = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. objects.OrderBy(Rank).Select(value => value.Json.DeepClone())]),
        };
        var output = await kubectl.ApplyAsync(stream.ToJsonString(), defaultNamespace, cancellation);
        var result = Read(output.StandardOutput);
        Report(result);
        return output.Succeeded ? result : throw Refused(output);
    }

    /// <summary>
    /// Applies CustomResourceDefinitions over the API: kubectl would take another process, and the annotation it keeps of what it applied
    /// is too small for the larger definitions.
    /// </summary>
    /// <param name="definitions">What to apply.</param>
    /// <param name="target">The target that asks, for the inventory.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task DefineAsync(IReadOnlyList<KubeObject> definitions, string target, CancellationToken cancellation)
    {
        await RecordNewAsync(definitions, "", target, cancellation);
        foreach (var definition in definitions)
        {
            await cluster.ApplyAsync(ResourceTypes.CustomResourceDefinitions, definition, cancellation);
        }
    }

    // Routes and Deployments as the manifests have them would send requests to both versions at once.
    private async Task RefuseCanariesAsync(IReadOnlyList<KubeObject> objects, string defaultNamespace, CancellationToken cancellation)
    {
        var namespaces = objects.Where(value => value.Kind is "Deployment" or "VirtualService" or "DestinationRule")
            .Select(value => value.Namespace.Length > 0 ? value.Namespace : defaultNamespace).Distinct();
        foreach (var @namespace in namespaces)
        {
            var deployments = (await cluster.ListAsync(ResourceTypes.Deployments, @namespace, null, cancellation)).Items;
            if (deployments.Select(CanaryNote.Of).FirstOrDefault(note => note is not null) is { } canary)
            {
                throw new MeshException($"a canary is under way in namespace {@namespace}: {canary}",
                    $"End it first, with --target=Promote or --target=Abort and --service={canary.Service}.");
            }
        }
    }

    // What runs comes after what it reads: no pod waits for its ConfigMap, and none takes the processor from the rest of the apply.
    private static int Rank(KubeObject value) => value.Kind switch
    {
        "Namespace" => 0,
        "Pod" or "ReplicaSet" or "Deployment" or "StatefulSet" or "DaemonSet" or "Job" or "CronJob" => 2,
        _ => 1,
    };

    private async Task RecordNewAsync(IReadOnlyList<KubeObject> objects, string defaultNamespace, string target, CancellationToken cancellation)
    {
        var types = await TypesAsync(objects, cancellation);
        var identities = objects.Select(value => (Type: types[(value.ApiVersion, value.Kind)], Value: value))
            .Select(pair => ObjectIdentity.Of(pair.Type, pair.Value.Namespace.Length > 0 ? pair.Value.Namespace : defaultNamespace, pair.Value.Name)).ToList();
        var known = (await inventory.FindAsync(cancellation))?.Objects.Select(entry => entry.Identity).ToHashSet() ?? [];
        var unknown = identities.Where(identity => !known.Contains(identity)).ToList();
        var present = await Task.WhenAll(unknown.GroupBy(identity => (identity.Type, identity.Namespace)).Select(async group =>
            (await cluster.ListAsync(group.Key.Type, group.Key.Namespace is "" ? null : group.Key.Namespace, null, cancellation)).Items
                .Select(item => ObjectIdentity.Of(group.Key.Type, item.Namespace, item.Name))));
        var there = present.SelectMany(identity => identity).ToHashSet();
        await inventory.RecordAsync([.. unknown.Where(identity => !there.Contains(identity))], target, cancellation);
    }

    private async Task<Dictionary<(string ApiVersion, string Kind), ResourceType>> TypesAsync(IReadOnlyList<KubeObject> objects, CancellationToken cancellation)
    {
        var wanted = objects.Select(value => (value.ApiVersion, value.Kind)).ToHashSet();
        var types = ResourceTypes.Known.Where(type => wanted.Contains((type.ApiVersion, type.Kind))).ToDictionary(type => (type.ApiVersion, type.Kind));
        var missing = wanted.Where(key => !types.ContainsKey(key)).ToList();
        if (missing.Count == 0)
        {
            return types;
        }

        var discovered = (await cluster.DiscoverAsync(cancellation)).Types;
        foreach (var (apiVersion, kind) in missing)
        {
            // A version that is served but not preferred: the type is the same.
            var group = apiVersion.Contains('/') ? apiVersion.Split('/')[0] : "";
            types[(apiVersion, kind)] = discovered.FirstOrDefault(type => type.Group == group && type.Kind == kind)
                ?? throw new MeshException($"the cluster has no type {kind} of {apiVersion}.", group.EndsWith(".istio.io", StringComparison.Ordinal)
                    ? "Istio's types come with Istio: run --target=InstallIstio first."
                    : "Install what defines it, or take the apiVersion that this Kubernetes serves (kubectl api-resources).");
        }

        return types;
    }

    private static ApplyResult Read(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ')).Where(words => words.Length >= 2).ToList();
        // An apply that was repeated tells of what it did the first time, and that it found it unchanged later.
        var (created, configured) = (Names("created"), Names("configured"));
        return new ApplyResult(created, [.. configured.Except(created)], [.. Names("unchanged").Except(created).Except(configured)]);

        List<string> Names(string verb) => [.. lines.Where(words => words[1] == verb).Select(words => words[0]).Distinct()];
    }

    private void Report(ApplyResult result)
    {
        Name(result.Created, "created");
        Name(result.Configured, "changed");

        if (result.Unchanged.Count > 0)
        {
            reporter.Say($"{Counted(result.Unchanged.Count)} unchanged");
        }
    }

    private static string Counted(int count) => count == 1 ? "1 object" : $"{count} objects";

    private void Name(IReadOnlyList<string> names, string what)
    {
        if (names.Count > Named)
        {
            reporter.Say($"{Counted(names.Count)} {what}");
            names.ToList().ForEach(name => reporter.Detail($"{name} {what}"));
            return;
        }

        foreach (var name in names)
        {
            reporter.Say($"{name} {what}");
        }
    }

    private static MeshException Refused(ToolOutput output)
    {
        var lines = output.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("Warning:", StringComparison.Ordinal)).Distinct();
        var text = string.Join('\n', lines);
        return new MeshException($"kubectl apply was refused:\n{text}", text switch
        {
            _ when text.Contains("failed calling webhook", StringComparison.Ordinal) =>
                "A webhook does not answer: see `kubectl -n istio-system get pods`; --target=InstallIstio brings istiod back.",
            _ when text.Contains("no matches for kind", StringComparison.Ordinal) => "Its type is not installed: Istio's come with --target=InstallIstio.",
            _ when text.Contains("orbidden", StringComparison.Ordinal) => "Ask for that right; --target=Doctor lists every right that is needed.",
            _ => "Mend the manifest and run the same command again.",
        });
    }
}
